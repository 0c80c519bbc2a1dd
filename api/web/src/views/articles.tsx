import { api } from "../api/client.ts";
import { usePages } from "../api/load.ts";
import { PagedList } from "../parts/paged.tsx";
import { articleTitle, excerpt, Source } from "../parts/things.tsx";
import { count } from "../reading/words.ts";
import { linkTo, type Route } from "../route.ts";

export function ArticlesView({ route }: { route: Route }) {
  const pages = usePages("articles", (cursor, signal) => api.articles({ cursor, limit: 100 }, signal));
  return (
    <section class="list-view" aria-labelledby="view-title">
      <header class="list-head">
        <h1 id="view-title">Articles</h1>
      </header>
      <PagedList pages={pages} what="articles" none="No articles yet.">
        {(articles) => (
          <ul class="cards">
            {articles.map((article) => (
              <li class="card" key={article.id}>
                <p class="event-line">
                  <a class="event-name" href={linkTo(route, { view: "article", article: article.id, at: null, entity: null, edge: null })} dir="auto">
                    {articleTitle(article)}
                  </a>
                </p>
                <p class="event-notes">
                  <Source article={article} />
                  <span>{count(article.claims, "claim")}</span>
                </p>
                {article.title && article.excerpt && (
                  <p class="excerpt" dir="auto">
                    {excerpt(article)}
                  </p>
                )}
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  );
}
