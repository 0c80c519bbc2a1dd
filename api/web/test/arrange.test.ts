import assert from "node:assert/strict";
import { test } from "node:test";

import { arrange, pieces, type Points } from "../src/graph/arrange.ts";
import { scattered } from "../src/graph/layout.ts";

function points(order: number, far = 1): Points {
  const places = Array.from({ length: order }, (_, i) => scattered(`node/${i}`));
  return {
    x: Float64Array.from(places, (p, i) => p.x * 100 + (i === order - 1 ? far * 1000 : 0)),
    y: Float64Array.from(places, (p) => p.y * 100),
    radius: new Float64Array(order).fill(8),
  };
}

const CHAIN = Array.from({ length: 38 }, (_, i) => [i, i + 1] as const);

test("pieces are found, largest first", () => {
  assert.deepEqual(pieces(5, [[3, 4], [1, 3]]), [[1, 3, 4], [0], [2]]);
});

test("no node lies on another", () => {
  const p = points(40);
  arrange(p, CHAIN, 1.5);
  for (let i = 0; i < 40; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.hypot((p.x[i] as number) - (p.x[j] as number), (p.y[i] as number) - (p.y[j] as number));
      assert.ok(distance > 16, `${i} and ${j} are ${distance} apart`);
    }
  }
});

test("a piece far off comes near", () => {
  const [near, far] = [points(40, 0), points(40, 1)];
  arrange(near, CHAIN, 1);
  arrange(far, CHAIN, 1);
  const width = (p: Points) => Math.max(...p.x) - Math.min(...p.x);
  assert.ok(width(far) < 2 * width(near));
});

test("the same nodes end at the same places", () => {
  const [a, b] = [points(40), points(40)];
  arrange(a, CHAIN, 1.5);
  arrange(b, CHAIN, 1.5);
  assert.deepEqual(a, b);
});

test("all nodes on one spot, one node, no node", () => {
  for (const n of [0, 1, 6]) {
    const p = { x: new Float64Array(n), y: new Float64Array(n), radius: new Float64Array(n).fill(5) };
    arrange(p, [], 1);
    assert.ok([...p.x, ...p.y].every(Number.isFinite));
    assert.equal(new Set([...p.x].map((x, i) => `${x} ${p.y[i]}`)).size, n);
  }
});
