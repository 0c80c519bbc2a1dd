import assert from "node:assert/strict";
import { test } from "node:test";

import { CodePoints } from "../src/reading/offsets.ts";
import { pieces, surroundings } from "../src/reading/passages.ts";

function find(text: string, words: string): { start: number; end: number } {
  const start = [...text.slice(0, text.indexOf(words))].length;
  return { start, end: start + [...words].length };
}

const TEXT = "🌊 First line.\nThe envoy 😀 met the consul in Port Ada, and left.\nLast line.";

test("the pieces are the text, whole and in order", () => {
  const spans = [find(TEXT, "met the consul"), find(TEXT, "the consul in Port Ada"), find(TEXT, "Last")];
  const cut = pieces(new CodePoints(TEXT), find(TEXT, "The envoy 😀 met"), spans);
  assert.equal(cut.map((p) => p.text).join(""), TEXT);
  assert.equal(cut.filter((p) => p.marked).map((p) => p.text).join(""), "The envoy 😀 met");
});

test("a piece belongs to the narrowest span over it", () => {
  const wide = find(TEXT, "The envoy 😀 met the consul in Port Ada");
  const narrow = find(TEXT, "the consul");
  const cut = pieces(new CodePoints(TEXT), null, [wide, narrow]);
  assert.deepEqual(cut.find((p) => p.text === "the consul")?.span, narrow);
  assert.deepEqual(cut.find((p) => p.text.startsWith("The envoy"))?.span, wide);
  assert.equal(cut.at(-1)?.span, null);
});

test("spans that are not in the text are left out", () => {
  const cut = pieces(new CodePoints("short"), { start: 2, end: 99 }, [{ start: 3, end: 99 }, { start: 4, end: 2 }]);
  assert.deepEqual(cut.map((p) => [p.text, p.marked]), [["sh", false], ["ort", true]]);
});

test("surroundings stay in the paragraph and mark exactly the words", () => {
  const around = surroundings(new CodePoints(TEXT), find(TEXT, "met the consul"));
  assert.deepEqual(around, { before: "The envoy 😀 ", words: "met the consul", after: " in Port Ada, and left." });
});

test("long surroundings are cut at words and say so", () => {
  const text = `${"aside 😀 ".repeat(60)}the words${" afterwards 😀".repeat(60)}`;
  const around = surroundings(new CodePoints(text), find(text, "the words"), 40);
  assert.match(around.before, /^…/);
  assert.match(around.after, /…$/);
  assert.ok(around.before.length < 45 && around.after.length < 45);
  assert.equal(around.words, "the words");
});
