import type { RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";

import { readArticle } from "./api/articles.ts";
import { api, everything } from "./api/client.ts";
import type { Stats } from "./api/contract.ts";
import { type Load, useLoad } from "./api/load.ts";
import { loadPicture, type Picture, pictureKey, sameEdge } from "./graph/picture.ts";
import { EntityPanel } from "./panels/entity.tsx";
import { EvidencePanel } from "./panels/evidence.tsx";
import { Overview } from "./panels/overview.tsx";
import { ArticlePanel } from "./panels/passage.tsx";
import { Search } from "./panels/search.tsx";
import { Boundary } from "./parts/boundary.tsx";
import { Icon } from "./parts/icons.tsx";
import { Failed, Loading } from "./parts/states.tsx";
import { edgeText, go, HOME, linkTo, type Route, useRoute, type View } from "./route.ts";
import { AgreementsView } from "./views/agreements.tsx";
import { ArticleView, type OpenArticle } from "./views/article.tsx";
import { ArticlesView } from "./views/articles.tsx";
import { Empty } from "./views/empty.tsx";
import { EventsView } from "./views/events.tsx";
import { GraphView } from "./views/graph.tsx";
import { PromisesView } from "./views/promises.tsx";
import { TableView } from "./views/table.tsx";

const TABS: readonly [View, string][] = [
  ["graph", "Graph"],
  ["table", "Table"],
  ["events", "Events"],
  ["agreements", "Agreements"],
  ["promises", "Promises"],
  ["articles", "Articles"],
];

export function App() {
  const route = useRoute();
  const stats = useLoad("stats", (signal) => api.stats(signal));
  const empty = stats.state === "ready" && stats.data.articles === 0;
  const drawn = route.view === "graph" || route.view === "table";
  const picture = useLoad(drawn && !empty ? pictureKey(route) : null, (signal) => loadPicture(route, signal), true);
  const article = useLoad(route.article, async (): Promise<OpenArticle> => {
    const id = route.article as string;
    const [read, claims] = await Promise.all([readArticle(id), everything((params, signal) => api.claims(id, params, signal))]);
    return { ...read, claims };
  });
  const title = pageTitle(route, picture, article);
  useEffect(() => {
    document.title = title;
  }, [title]);

  const panelled = route.edge !== null || route.entity !== null;
  return (
    <div class={`app view-${route.view}${panelled ? " has-choice" : ""}`}>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          // the fragment is the page's state: move the focus without it
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        Skip to the content
      </a>
      <Header route={route} />
      {empty ? (
        <main id="main" tabIndex={-1}>
          <Empty />
        </main>
      ) : (
        <div class="shell">
          <main id="main" tabIndex={-1}>
            <Boundary key={route.view}>
              <Main route={route} picture={picture} article={article} />
            </Boundary>
          </main>
          <Panel route={route} stats={stats} picture={picture} article={article} />
        </div>
      )}
    </div>
  );
}

function pageTitle(route: Route, picture: Load<Picture>, article: Load<OpenArticle>): string {
  const own = "Communiqué";
  if (route.view === "article") return article.state === "ready" ? `${article.data.article.title || article.data.article.identifier} – ${own}` : own;
  if (route.center && picture.state === "ready") return `${picture.data.nodes.get(route.center)?.label ?? route.center} – ${own}`;
  const tab = TABS.find(([view]) => view === route.view);
  return tab && route.view !== "graph" ? `${tab[1]} – ${own}` : own;
}

function Header({ route }: { route: Route }) {
  return (
    <header class="top">
      <a class="brand" href={linkTo(HOME, {})}>
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <path d="M6 14 14 6" />
          <circle cx="5.5" cy="14.5" r="3" />
          <circle cx="14.5" cy="5.5" r="3" class="second" />
        </svg>
        <span>Communiqué</span>
      </a>
      <Search />
      <nav aria-label="Views">
        {TABS.map(([view, label]) => (
          <a
            key={view}
            href={linkTo(route, { view, article: null, at: null })}
            aria-current={route.view === view || (view === "articles" && route.view === "article") ? "page" : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
    </header>
  );
}

function Main({ route, picture, article }: { route: Route; picture: Load<Picture>; article: Load<OpenArticle> }) {
  switch (route.view) {
    case "graph":
      return <GraphView load={picture} route={route} />;
    case "table":
      return <TableView load={picture} route={route} />;
    case "events":
      return <EventsView route={route} />;
    case "agreements":
      return <AgreementsView route={route} />;
    case "promises":
      return <PromisesView route={route} />;
    case "articles":
      return <ArticlesView route={route} />;
    case "article":
      return <ArticleView load={article} route={route} />;
  }
}

interface PanelProps {
  route: Route;
  stats: Load<Stats>;
  picture: Load<Picture>;
  article: Load<OpenArticle>;
}

function Panel({ route, stats, picture, article }: PanelProps) {
  const chosen = route.edge !== null || route.entity !== null;
  const key = route.edge ? edgeText(route.edge) : (route.entity ?? route.view);
  const body = usePanelFocus(route, chosen ? key : null);
  return (
    <aside class="panel" aria-label="Details">
      {chosen && (
        <p class="panel-bar">
          {route.edge && route.entity ? (
            <a href={linkTo(route, { edge: null })}>
              <Icon name="back" />
              Back
            </a>
          ) : (
            <span />
          )}
          <a class="close" href={linkTo(route, { edge: null, entity: null })} aria-label="Close the details" title="Close">
            <Icon name="close" />
          </a>
        </p>
      )}
      <div class="panel-body" ref={body} tabIndex={-1}>
        <Boundary key={key}>
          <PanelContent route={route} stats={stats} picture={picture} article={article} />
        </Boundary>
      </div>
    </aside>
  );
}

/** Focus follows a choice into the panel; Escape goes back a step and returns it to where it came from. */
function usePanelFocus(route: Route, choice: string | null): RefObject<HTMLDivElement> {
  const body = useRef<HTMLDivElement>(null);
  const opener = useRef<Element | null>(null);
  const first = useRef(true);
  const returning = useRef(false);
  useEffect(() => {
    body.current?.scrollTo(0, 0);
    const from = document.activeElement;
    if (!first.current && !returning.current && choice !== null && !(from instanceof HTMLInputElement)) {
      if (from?.closest("main")) opener.current = from;
      body.current?.focus({ preventScroll: true });
    }
    first.current = false;
    returning.current = false;
  }, [choice]);
  useEffect(() => {
    if (choice === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.target instanceof HTMLInputElement) return;
      go(route.edge && route.entity ? { edge: null } : { edge: null, entity: null });
      if (!(opener.current instanceof HTMLElement) || !opener.current.isConnected) return;
      returning.current = true;
      opener.current.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [choice, route]);
  return body;
}

function PanelContent({ route, stats, picture, article }: PanelProps) {
  const note = useMemo(() => {
    if (!route.edge || picture.state !== "ready") return null;
    return [...picture.data.edges.values()].find((edge) => sameEdge(edge, route.edge)) ?? null;
  }, [picture, route.edge && edgeText(route.edge)]);
  if (route.edge) return <EvidencePanel edge={route.edge} note={note} route={route} />;
  if (route.entity) return <EntityPanel id={route.entity} route={route} />;
  if (route.view === "article") {
    return article.state === "ready" ? <ArticlePanel article={article.data.article} claims={article.data.claims} route={route} /> : null;
  }
  if (stats.state === "ready") return <Overview stats={stats.data} route={route} />;
  if (stats.state === "failed") return <Failed error={stats.error} retry={stats.retry} />;
  return <Loading what="Counting…" />;
}
