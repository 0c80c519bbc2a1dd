import type { Stats } from "../api/contract.ts";
import { Mark, articleTitle, Source } from "../parts/things.tsx";
import { familyOf } from "../reading/kinds.ts";
import { typeLabel } from "../reading/words.ts";
import { linkTo, type Route } from "../route.ts";

const FIGURES: readonly [keyof Stats & string, string][] = [
  ["articles", "articles"],
  ["claims", "claims"],
  ["entities", "people, bodies, places"],
  ["events", "events"],
  ["agreements", "agreements"],
  ["commitments", "promises"],
];

const DOWNLOADS: readonly [string, string][] = [
  ["full.ttl", "Turtle"],
  ["full.nq", "N-Quads"],
  ["full.jsonld", "JSON-LD"],
  ["actors.gexf", "GEXF"],
];

export function Overview({ stats, route }: { stats: Stats; route: Route }) {
  const types = Object.entries(stats.byType).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return (
    <section class="overview" aria-labelledby="panel-title">
      <header class="panel-head">
        <p class="eyebrow">The graph</p>
        <h2 id="panel-title">What has been read so far</h2>
        <p class="muted">Choose a node to see what is known about it, or an edge to read the sentence behind it.</p>
      </header>
      <dl class="figures">
        {FIGURES.map(([key, label]) => (
          <div key={key}>
            <dd>{Number(stats[key]).toLocaleString("en-GB")}</dd>
            <dt>{label}</dt>
          </div>
        ))}
      </dl>
      {stats.latest.length > 0 && (
        <section class="facts">
          <h3>Latest articles</h3>
          <ul class="latest">
            {stats.latest.map((article) => (
              <li key={article.id}>
                <a href={linkTo(route, { view: "article", article: article.id, at: null })} dir="auto">
                  {articleTitle(article)}
                </a>
                <Source article={article} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {types.length > 0 && (
        <section class="facts">
          <h3>By kind</h3>
          <ul class="types">
            {types.map(([type, n]) => (
              <li key={type}>
                <Mark family={familyOf(type)} />
                {typeLabel(type)}
                <span class="tally">{n.toLocaleString("en-GB")}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="facts">
        <h3>Take it with you</h3>
        <p class="downloads">
          {DOWNLOADS.map(([file, label]) => (
            <a key={file} class="button" href={`api/v1/export/${file}`} download>
              {label}
            </a>
          ))}
        </p>
      </section>
    </section>
  );
}
