import assert from "node:assert/strict";
import { test } from "node:test";

import type { GraphAnswer, GraphEdge } from "../src/api/contract.ts";
import { joined, sameEdge, strokeOf, tally, visible } from "../src/graph/picture.ts";

function edge(id: string, source: string, target: string, changes: Partial<GraphEdge> = {}): GraphEdge {
  return { id, source, target, predicate: "metWith", status: null, date: null, earliest: null, latest: null, confidence: null, event: null, ...changes };
}

function answer(nodes: [string, string][], edges: GraphEdge[]): GraphAnswer {
  return {
    nodes: nodes.map(([id, type]) => ({ id, label: id, type, country: null, degree: 1 })),
    edges,
    omitted: { nodes: 0, edges: 0 },
  };
}

const FIRST = answer(
  [["a", "Person"], ["b", "Person"], ["m", "Meeting"], ["lone", "Country"]],
  [edge("1", "a", "b", { status: "Held", event: "m" }), edge("2", "m", "a", { predicate: "participant", status: "Planned" })],
);

test("the same edge under another id is not drawn twice, edges of other events are", () => {
  const picture = joined(FIRST, [answer([["a", "Person"], ["b", "Person"]], [edge("x", "a", "b", { event: "m" }), edge("y", "a", "b", { event: "n" })])]);
  assert.deepEqual([...picture.edges.keys()], ["1", "2", "y"]);
});

test("an edge to a node that is not there is left out", () => {
  assert.equal(joined(answer([["a", "Person"]], [edge("1", "a", "gone")]), []).edges.size, 0);
});

test("filters take out nodes, their edges, and nodes left without an edge, but not what was asked for", () => {
  const picture = joined(FIRST, []);
  const ids = (hide: string[], keep: string[] = []) => visible(picture, hide, keep).nodes.map((n) => n.id);
  assert.deepEqual(ids([]), ["a", "b", "m", "lone"]);
  assert.deepEqual(ids(["type:event"]), ["a", "b", "lone"]);
  assert.deepEqual(ids(["status:Held"]), ["a", "m", "lone"]);
  assert.deepEqual(ids(["status:Held"], ["b"]), ["a", "b", "m", "lone"]);
  assert.deepEqual(ids(["type:person"]), ["lone"]);
  assert.deepEqual(visible(picture, ["status:Planned"], []).edges.map((e) => e.id), ["1"]);
});

test("the legend counts everything there is", () => {
  const { families, statuses } = tally(joined(FIRST, []));
  assert.deepEqual(families, [{ family: "country", count: 1 }, { family: "person", count: 2 }, { family: "event", count: 1 }]);
  assert.deepEqual(statuses, [{ status: "Held", count: 1 }, { status: "Planned", count: 1 }]);
});

test("only what is reported as done is drawn solid", () => {
  for (const status of ["Scheduled", "Planned", "Proposed", "Negotiating", "SomethingNew"]) assert.equal(strokeOf(status, "participant"), "dashed");
  for (const status of ["Postponed", "Cancelled"]) assert.equal(strokeOf(status, "participant"), "dotted");
  for (const status of ["Held", "Ongoing", "Signed", "Reached", "InForce"]) assert.equal(strokeOf(status, "participant"), "solid");
  assert.equal(strokeOf(null, "plansToMeet"), "dashed");
  assert.equal(strokeOf("Held", "plansToMeet"), "dashed");
  assert.equal(strokeOf(null, "holdsPost"), "solid");
});

test("an edge of the address without an event is any of the pair's, one with an event is that one", () => {
  const held = edge("1", "a", "b", { event: "m" });
  assert.ok(sameEdge(held, { subject: "a", predicate: "metWith", object: "b", event: null }));
  assert.ok(sameEdge(held, { subject: "a", predicate: "metWith", object: "b", event: "m" }));
  assert.ok(!sameEdge(held, { subject: "a", predicate: "metWith", object: "b", event: "n" }));
  assert.ok(!sameEdge(held, null));
});
