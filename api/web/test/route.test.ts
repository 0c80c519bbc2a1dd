import assert from "node:assert/strict";
import { test } from "node:test";

import { edgeText, HOME, hashOf, MAX_LIMIT, type Route, routeOf } from "../src/route.ts";

const ROUTES: Record<string, Partial<Route>> = {
  home: {},
  "a centre in another script": { center: "person/ज़ोया-खान", entity: "person/ज़ोया-खान", hops: 2 },
  "an edge": { edge: { subject: "person/a", predicate: "metWith", object: "person/b", event: "meeting/3f2a" } },
  "an edge to a literal": { edge: { subject: "agreement/a", predicate: "instrument", object: "50 % ~ & =?#, of it", event: null } },
  "an empty literal": { edge: { subject: "a/b", predicate: "p", object: "", event: null } },
  filters: { hide: ["type:event", "status:Planned"], limit: 600, expand: ["country/x,y", "country/100%"] },
  article: { view: "article", article: "article/9c/1e é", at: [3, 17], edge: { subject: "a/b", predicate: "p", object: "c/d", event: null } },
  table: { view: "table", center: "country/x" },
};

for (const [name, changes] of Object.entries(ROUTES)) {
  test(`the address holds the whole state: ${name}`, () => {
    const route = { ...HOME, ...changes };
    assert.deepEqual(routeOf(hashOf(route)), route);
  });
}

test("addresses stay readable", () => {
  assert.equal(hashOf({ ...HOME, center: "person/asha-verma" }), "#/graph?center=person/asha-verma");
  assert.equal(edgeText({ subject: "a/b", predicate: "by", object: "x~y", event: null }), "a/b~by~x%7ey");
});

test("half a character makes an address all the same", () => {
  assert.equal(hashOf({ ...HOME, entity: "a/\ud83d" }), "#/graph?entity=a/%EF%BF%BD");
});

test("what a hand may type does no harm", () => {
  for (const hash of ["", "#", "#/", "#/nowhere?x", "#/graph?center=%E0%A4%A", "#/graph?hops=99&limit=-5", "#/article", "#/graph?edge=a", "#/article/a?at=9-2"]) {
    const route = routeOf(hash);
    assert.ok(route.hops >= 1 && route.hops <= 3 && route.limit >= 1 && route.limit <= MAX_LIMIT);
    assert.equal(route.edge, null);
    assert.equal(route.at, null);
  }
  assert.equal(routeOf("#/article").view, "articles");
  assert.equal(routeOf("#/nowhere").view, "graph");
});
