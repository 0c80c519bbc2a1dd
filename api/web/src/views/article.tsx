import { useEffect, useMemo, useRef } from "preact/hooks";

import { type ReadArticle } from "../api/articles.ts";
import type { Claim } from "../api/contract.ts";
import type { Load } from "../api/load.ts";
import { NAMING } from "../panels/passage.tsx";
import { Icon } from "../parts/icons.tsx";
import { Loaded } from "../parts/states.tsx";
import { Source, webAddress } from "../parts/things.tsx";
import { pieces, type Span } from "../reading/passages.ts";
import { count } from "../reading/words.ts";
import { linkTo, type Route } from "../route.ts";

export interface OpenArticle extends ReadArticle {
  claims: Claim[];
}

export function ArticleView({ load, route }: { load: Load<OpenArticle>; route: Route }) {
  return (
    <section class="article-view" aria-label="Article">
      <Loaded load={load} what="Opening the article…">
        {(open) => <ArticleText open={open} route={route} />}
      </Loaded>
    </section>
  );
}

/** The stretches of text that claims rest on, each once. */
function spansOf(claims: readonly Claim[]): Span[] {
  const spans = new Map<string, Span>();
  for (const claim of claims) {
    if (NAMING.has(claim.predicate)) continue;
    for (const { start, end } of claim.evidence) spans.set(`${start} ${end}`, { start, end });
  }
  return [...spans.values()];
}

function ArticleText({ open, route }: { open: OpenArticle; route: Route }) {
  const { article, text, claims } = open;
  const body = useRef<HTMLDivElement>(null);
  const [from, to] = route.at ?? [0, 0];
  const cut = useMemo(() => pieces(text, to > from ? { start: from, end: to } : null, spansOf(claims)), [text, claims, from, to]);

  useEffect(() => {
    const mark = body.current?.querySelector("mark");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    mark?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }, [article.id, from, to]);

  const url = webAddress(article.url);
  return (
    <article class="reading">
      <p class="crumbs">
        <a href={linkTo(route, { view: "articles", article: null, at: null })}>
          <Icon name="back" />
          Articles
        </a>
        <a href={linkTo(route, { view: "graph", article: null, at: null })}>Graph</a>
      </p>
      <h1 dir="auto">{article.title || article.identifier}</h1>
      <p class="byline">
        <Source article={article} />
        <span>{count(article.claims, "claim")}</span>
        {url ? (
          <a href={url} rel="noopener noreferrer external" target="_blank">
            <Icon name="out" />
            Where it was published
          </a>
        ) : (
          article.url && <span dir="auto">{article.url}</span>
        )}
      </p>
      <div class="text" ref={body} dir="auto">
        {cut.map((piece, i) => {
          const content = piece.marked ? <mark>{piece.text}</mark> : piece.text;
          const { span } = piece;
          if (!span || !piece.text.trim()) return <span key={piece.start}>{content}</span>;
          return (
            <a
              key={piece.start}
              class="claimed"
              // one stop of the tab key for each span, at its first piece
              tabIndex={cut.findIndex((p) => p.span === span && p.text.trim() !== "") === i ? 0 : -1}
              href={linkTo(route, { at: [span.start, span.end], edge: null, entity: null })}
              aria-current={route.at?.[0] === span.start && route.at[1] === span.end ? "true" : undefined}
            >
              {content}
            </a>
          );
        })}
      </div>
    </article>
  );
}
