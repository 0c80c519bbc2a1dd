import assert from "node:assert/strict";
import { test } from "node:test";

import { CodePoints } from "../src/reading/offsets.ts";

/** As Python slices. */
function sliced(text: string, start: number, end: number): string {
  return [...text].slice(start, end).join("");
}

for (const [name, text] of [
  ["plain text", "The ministers met."],
  ["emoji", "🚢⚓ Glad 😀 to meet 🤝🏽 you 👩🏽‍⚕️."],
  ["combining marks", "Cafe\u0301 — Łódź, Zażółć, e\u0323\u0301"],
  ["other scripts", "मंत्री ने कहा 外相会談 وزير الخارجية"],
  ["line ends", "one\r\ntwo\n\nthree 😀\r\n"],
  ["a lone surrogate", "a\ud83db \udc00c 😀d"],
  ["nothing", ""],
] as const) {
  test(`every slice by code points is what Python gives: ${name}`, () => {
    const points = new CodePoints(text);
    const length = [...text].length;
    assert.equal(points.length, length);
    for (let start = 0; start <= length; start++) {
      for (let end = start; end <= length; end++) assert.equal(points.slice(start, end), sliced(text, start, end));
    }
  });
}

test("positions past the end are the end", () => {
  assert.equal(new CodePoints("😀a").slice(1, 99), "a");
  assert.equal(new CodePoints("ab").slice(5, 9), "");
});
