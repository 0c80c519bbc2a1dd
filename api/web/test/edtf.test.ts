import assert from "node:assert/strict";
import { test } from "node:test";

import { dateInWords } from "../src/reading/edtf.ts";

for (const [edtf, words] of [
  ["2025-11-19", "19 Nov 2025"],
  ["2025-11", "Nov 2025"],
  ["2026", "2026"],
  ["2026-21", "spring 2026"],
  ["2026-33", "first quarter of 2026"],
  ["2025-12-04/2025-12-05", "4–5 Dec 2025"],
  ["2025-11-30/2025-12-02", "30 Nov – 2 Dec 2025"],
  ["2025-12-30/2026-01-02", "30 Dec 2025 – 2 Jan 2026"],
  ["[2025-12-01..2025-12-10]", "between 1 and 10 Dec 2025"],
  ["[2025-11-28..2025-12-10]", "between 28 Nov and 10 Dec 2025"],
  ["[2025-12-01..]", "on or after 1 Dec 2025"],
  ["[..2025-12-10]", "on or before 10 Dec 2025"],
  ["../2024-06-12", "until 12 Jun 2024"],
  ["2026-02-17/..", "from 17 Feb 2026"],
  ["2026-05/2026-07", "May 2026 – Jul 2026"],
  // not understood: shown as it is
  ["2026-99", "2026-99"],
  ["soon", "soon"],
  ["a/b/c", "a/b/c"],
  ["[x..y]", "[x..y]"],
] as const) {
  test(`${edtf} reads ${words}`, () => assert.equal(dateInWords(edtf), words));
}
