import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { familyOf, standingOf } from "../src/reading/kinds.ts";
import { heading, spelt, verb } from "../src/reading/words.ts";

// npm runs the tests in api/web
const ontology = readFileSync("../../ontology/communique.ttl", "utf8");
const names = (pattern: RegExp) => [...ontology.matchAll(pattern)].map((found) => found[1] as string);

/** Not nodes of the graph that is drawn, or too general to be anybody's class. */
const NOT_DRAWN = new Set(["Agent", "Topic", "Article", "Statement", "Claim", "Evidence", "Hypothesis", "IdentityDecision", "FulfilmentDecision", "ExtractionRun", "SourceText", "SharedText", "KnowledgePack", "Status"]);

test("every class of the ontology has its colour", () => {
  const classes = names(/^cmq:(\w+) a owl:Class/gm);
  assert.ok(classes.length > 30);
  for (const name of classes.filter((c) => !NOT_DRAWN.has(c))) assert.notEqual(familyOf(name), "other", name);
});

test("every status of the ontology is known to be firm, ahead or off", () => {
  const statuses = names(/^cmq:(\w+) a cmq:Status/gm);
  assert.ok(statuses.length >= 12);
  const done = ["Existing", "Held", "InForce", "Ongoing", "Reached", "Signed"];
  assert.deepEqual(statuses.filter((s) => standingOf(s) === "firm").sort(), done);
  assert.deepEqual(statuses.filter((s) => standingOf(s) === "off").sort(), ["Cancelled", "Postponed"]);
});

test("nothing that is not done is told as done", () => {
  for (const predicate of ["metWith", "visited", "cooperatesWith"]) {
    const told = verb(predicate, predicate === "cooperatesWith" ? "Signed" : "Held");
    for (const status of ["Scheduled", "Planned", "Proposed", "Postponed", "Cancelled", "Negotiating", "Unheard"]) {
      assert.notEqual(verb(predicate, status), told, `${predicate} ${status}`);
    }
  }
  assert.equal(verb("plansToMeet", "Proposed"), "is proposed to meet");
});

test("a name nobody listed is spelt out", () => {
  assert.equal(spelt("hostAlternates"), "host alternates");
  assert.equal(heading("hostAlternates", "in"), "Host alternates of");
});
