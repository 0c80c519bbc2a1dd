/** What the page shows, kept in the address's fragment so that every state is a link. */

import { useEffect, useState } from "preact/hooks";

export const VIEWS = ["graph", "table", "events", "agreements", "promises", "articles", "article"] as const;
export type View = (typeof VIEWS)[number];

/** One edge. `event` tells apart the edges that the same two have from different meetings. */
export interface EdgeKey {
  subject: string;
  predicate: string;
  object: string;
  event: string | null;
}

export interface Route {
  view: View;
  /** the article that is open; only in the view `article` */
  article: string | null;
  /** the passage that is marked there: code points, end exclusive */
  at: readonly [number, number] | null;
  center: string | null;
  hops: number;
  limit: number;
  /** nodes whose neighbours were added to the picture */
  expand: readonly string[];
  /** what is filtered out: `type:event`, `status:Planned` */
  hide: readonly string[];
  /** what the side panel shows; an edge wins over an entity */
  entity: string | null;
  edge: EdgeKey | null;
}

export const DEFAULT_LIMIT = 150;
export const MAX_LIMIT = 2000;

export const HOME: Route = {
  view: "graph",
  article: null,
  at: null,
  center: null,
  hops: 1,
  limit: DEFAULT_LIMIT,
  expand: [],
  hide: [],
  entity: null,
  edge: null,
};

/** Percent-encoding that leaves the characters readable that a fragment may hold. */
function readable(text: string): string {
  // half a character cannot be encoded; such an address finds nothing, but breaks nothing either
  const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
  return encodeURIComponent(whole).replace(/%(2F|3A|2C|40)/g, (code) => decodeURIComponent(code));
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a link cut or typed by hand
  }
}

const escape = (part: string, separator: string) => part.replaceAll("%", "%25").replaceAll(separator, `%${separator.charCodeAt(0).toString(16)}`);

export function edgeText(edge: EdgeKey): string {
  const parts = [edge.subject, edge.predicate, edge.object, ...(edge.event ? [edge.event] : [])];
  return parts.map((part) => escape(part, "~")).join("~");
}

function edgeOf(text: string): EdgeKey | null {
  const [subject, predicate, object, event] = text.split("~").map(plain);
  if (!subject || !predicate || object === undefined) return null;
  return { subject, predicate, object, event: event || null };
}

function within(text: string | undefined, low: number, high: number, otherwise: number): number {
  const n = Number(text);
  return text && Number.isInteger(n) ? Math.min(high, Math.max(low, n)) : otherwise;
}

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [head = "", ...rest] = path.split("/");
  const view = (VIEWS as readonly string[]).includes(head) ? (head as View) : "graph";
  const params = new Map(
    query
      .split("&")
      .filter(Boolean)
      .map((pair) => {
        const [name = "", value = ""] = pair.split(/=(.*)/s);
        return [name, plain(value)] as const;
      }),
  );
  const list = (name: string) => (params.get(name) ?? "").split(",").filter(Boolean).map(plain);
  const at = /^(\d+)-(\d+)$/.exec(params.get("at") ?? "");
  const article = view === "article" ? plain(rest.join("/")) || null : null;
  const edge = params.get("edge");
  return {
    view: view === "article" && !article ? "articles" : view,
    article,
    at: article && at && Number(at[1]) < Number(at[2]) ? [Number(at[1]), Number(at[2])] : null,
    center: params.get("center") || null,
    hops: within(params.get("hops"), 1, 3, HOME.hops),
    limit: within(params.get("limit"), 1, MAX_LIMIT, HOME.limit),
    expand: list("expand"),
    hide: list("hide"),
    entity: params.get("entity") || null,
    edge: edge ? edgeOf(edge) : null,
  };
}

export function hashOf(route: Route): string {
  const params: [string, string][] = [];
  const list = (items: readonly string[]) => items.map((item) => escape(item, ",")).join(",");
  if (route.at && route.article) params.push(["at", route.at.join("-")]);
  if (route.center) params.push(["center", route.center]);
  if (route.hops !== HOME.hops) params.push(["hops", String(route.hops)]);
  if (route.limit !== HOME.limit) params.push(["limit", String(route.limit)]);
  if (route.expand.length) params.push(["expand", list(route.expand)]);
  if (route.hide.length) params.push(["hide", list(route.hide)]);
  if (route.entity) params.push(["entity", route.entity]);
  if (route.edge) params.push(["edge", edgeText(route.edge)]);
  const path = route.view === "article" && route.article ? `article/${readable(route.article)}` : route.view;
  return `#/${path}${params.length ? `?${params.map(([name, value]) => `${name}=${readable(value)}`).join("&")}` : ""}`;
}

export function currentRoute(): Route {
  return routeOf(location.hash);
}

/** The address of the present state with these changes. */
export function linkTo(route: Route, changes: Partial<Route>): string {
  return hashOf({ ...route, ...changes });
}

export function go(changes: Partial<Route>): void {
  const next = hashOf({ ...currentRoute(), ...changes });
  if (next !== location.hash) location.hash = next;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const read = () => setRoute(currentRoute());
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return route;
}
