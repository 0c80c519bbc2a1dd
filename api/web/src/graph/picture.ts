/** The part of the graph that is on the page: fetched, joined, filtered. */

import { api } from "../api/client.ts";
import type { GraphAnswer, GraphEdge, GraphNode } from "../api/contract.ts";
import { type Family, FAMILIES, familyOf, standingOf, STATUSES } from "../reading/kinds.ts";
import type { EdgeKey, Route } from "../route.ts";

export interface Picture {
  nodes: ReadonlyMap<string, GraphNode>;
  edges: ReadonlyMap<string, GraphEdge>;
  /** what the service left out for the limit; of the first answer only, for neighbours are counted per node */
  omitted: { nodes: number; edges: number };
}

const EXPANSION_LIMIT = 100;

export function pictureKey(route: Route): string {
  return JSON.stringify([route.center, route.hops, route.limit, route.expand]);
}

export async function loadPicture(route: Route, signal: AbortSignal): Promise<Picture> {
  const first = api.graph({ center: route.center, hops: route.center ? route.hops : null, limit: route.limit }, signal);
  const added = route.expand.map((id) => api.graph({ center: id, hops: 1, limit: EXPANSION_LIMIT }, signal));
  return joined(await first, await Promise.all(added));
}

export function joined(first: GraphAnswer, added: readonly GraphAnswer[]): Picture {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const seen = new Map<string, string>();
  for (const answer of [first, ...added]) {
    for (const node of answer.nodes) nodes.set(node.id, node);
    for (const edge of answer.edges) {
      // the same edge may come under another id in another answer; its ends, predicate and event say which it is
      const what = JSON.stringify([edge.source, edge.predicate, edge.target, edge.event]);
      const known = seen.get(what);
      if (known === undefined) seen.set(what, edge.id);
      if (known === undefined || known === edge.id) edges.set(edge.id, edge);
    }
  }
  for (const [id, edge] of edges) if (!nodes.has(edge.source) || !nodes.has(edge.target)) edges.delete(id);
  return { nodes, edges, omitted: first.omitted };
}

/** `none` stands for edges without a status. */
export const NO_STATUS = "none";

export function typeToken(family: Family): string {
  return `type:${family}`;
}

export function statusToken(status: string | null): string {
  return `status:${status ?? NO_STATUS}`;
}

export interface Tally {
  families: { family: Family; count: number }[];
  statuses: { status: string | null; count: number }[];
}

/** What there is to filter by, with counts over the whole picture. */
export function tally(picture: Picture): Tally {
  const families = new Map<Family, number>();
  for (const node of picture.nodes.values()) {
    const family = familyOf(node.type);
    families.set(family, (families.get(family) ?? 0) + 1);
  }
  const statuses = new Map<string | null, number>();
  for (const edge of picture.edges.values()) statuses.set(edge.status, (statuses.get(edge.status) ?? 0) + 1);
  const known = [...STATUSES, ...[...statuses.keys()].filter((s): s is string => s !== null && !STATUSES.includes(s)).sort()];
  return {
    families: FAMILIES.filter((f) => families.has(f)).map((family) => ({ family, count: families.get(family) ?? 0 })),
    statuses: [...known.filter((s) => statuses.has(s)), ...(statuses.has(null) ? [null] : [])].map((status) => ({
      status,
      count: statuses.get(status) ?? 0,
    })),
  };
}

export interface Visible {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** What is left after the filters. A node whose every edge is filtered out goes too, unless it is one of those asked for. */
export function visible(picture: Picture, hide: readonly string[], keep: readonly (string | null)[]): Visible {
  const hidden = new Set(hide);
  const kept = new Set(keep);
  const shown = (id: string) => {
    const node = picture.nodes.get(id);
    return node !== undefined && (kept.has(id) || !hidden.has(typeToken(familyOf(node.type))));
  };
  const edges = [...picture.edges.values()].filter(
    (edge) => !hidden.has(statusToken(edge.status)) && shown(edge.source) && shown(edge.target),
  );
  const ends = (of: Iterable<GraphEdge>) => {
    const ids = new Set<string>();
    for (const edge of of) ids.add(edge.source).add(edge.target);
    return ids;
  };
  const before = ends(picture.edges.values());
  const after = ends(edges);
  const nodes = [...picture.nodes.values()].filter(
    (node) => shown(node.id) && (after.has(node.id) || !before.has(node.id) || kept.has(node.id)),
  );
  return { nodes, edges };
}

/** A node's name, with its country where the name alone is everybody's: “Prime Minister, Oskaria”. */
export function nameOf(picture: Picture, id: string): string {
  const node = picture.nodes.get(id);
  if (!node) return id;
  const country = node.type === "Post" && node.country !== null ? picture.nodes.get(node.country) : undefined;
  return country ? `${node.label}, ${country.label}` : node.label;
}

export function keyOf(edge: GraphEdge): EdgeKey {
  return { subject: edge.source, predicate: edge.predicate, object: edge.target, event: edge.event };
}

export function sameEdge(edge: GraphEdge, key: EdgeKey | null): boolean {
  return (
    key !== null &&
    edge.source === key.subject &&
    edge.predicate === key.predicate &&
    edge.target === key.object &&
    (key.event === null || edge.event === key.event)
  );
}

/** Predicates that read the same both ways; the rest are drawn with an arrow. */
const SYMMETRIC = new Set(["metWith", "plansToMeet", "cooperatesWith"]);

export function isDirected(predicate: string): boolean {
  return !SYMMETRIC.has(predicate);
}

const BETWEEN_AGENTS = new Set([...SYMMETRIC, "visited"]);

/** What the graph is mostly read for; drawn stronger than the facts around it. */
export function isBetweenAgents(predicate: string): boolean {
  return BETWEEN_AGENTS.has(predicate);
}

export type Stroke = "solid" | "dashed" | "dotted";

export function strokeOf(status: string | null, predicate: string): Stroke {
  const standing = standingOf(status, predicate);
  return standing === "ahead" ? "dashed" : standing === "off" ? "dotted" : "solid";
}
