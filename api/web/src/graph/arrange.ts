/**
 * The last touch to a layout: pieces that hang together with nothing else come near, the picture takes the canvas's proportions,
 * nodes that lie on one another move apart. Works on plain coordinates, in pixels of a canvas of about `EXTENT`.
 */

const EXTENT = 640;
/** pixels between the rims of nodes */
const GAP = 12;
/** pixels between separate pieces */
const MOAT = 56;
const STEP = 4;
const ROUNDS = 40;
/** a picture may be stretched by this much to fill its canvas */
const MOST_STRETCH = 1.6;

export interface Points {
  x: Float64Array;
  y: Float64Array;
  /** radius of each node in pixels */
  radius: Float64Array;
}

const at = (numbers: Float64Array, i: number) => numbers[i] as number;

/** `links` are pairs of indices; `aspect` is the canvas's width over its height. Changes the points in place. */
export function arrange(points: Points, links: readonly (readonly [number, number])[], aspect: number): void {
  if (points.x.length === 0) return;
  scale(points);
  gather(points, pieces(points.x.length, links));
  stretch(points, aspect);
  moveApart(points);
}

function span(numbers: Float64Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const n of numbers) {
    if (n < low) low = n;
    if (n > high) high = n;
  }
  return [low, high];
}

function scale({ x, y }: Points): void {
  const [left, right] = span(x);
  const [bottom, top] = span(y);
  const factor = EXTENT / Math.max(right - left, top - bottom, 1e-6);
  for (let i = 0; i < x.length; i++) {
    x[i] = (at(x, i) - (left + right) / 2) * factor;
    y[i] = (at(y, i) - (bottom + top) / 2) * factor;
  }
}

/** Connected components as lists of indices, largest first; union–find with path halving. */
export function pieces(order: number, links: readonly (readonly [number, number])[]): number[][] {
  const parent = Array.from({ length: order }, (_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i] as number] as number;
      i = parent[i] as number;
    }
    return i;
  };
  for (const [a, b] of links) {
    const [ra, rb] = [root(a), root(b)];
    if (ra !== rb) parent[Math.max(ra, rb)] = Math.min(ra, rb);
  }
  const found = new Map<number, number[]>();
  for (let i = 0; i < order; i++) {
    const r = root(i);
    const piece = found.get(r);
    if (piece) piece.push(i);
    else found.set(r, [i]);
  }
  return [...found.values()].sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number));
}

/** Moves each further piece toward the middle of the first until it comes near something already placed. */
function gather(points: Points, all: readonly number[][]): void {
  const [first, ...others] = all;
  if (!first) return;
  const { x, y } = points;
  const middle = (piece: readonly number[], numbers: Float64Array) => piece.reduce((sum, i) => sum + at(numbers, i), 0) / piece.length;
  const [cx, cy] = [middle(first, x), middle(first, y)];
  const placed = [...first];
  const far = (piece: readonly number[]) => Math.hypot(middle(piece, x) - cx, middle(piece, y) - cy);
  for (const piece of [...others].sort((a, b) => far(a) - far(b) || (a[0] as number) - (b[0] as number))) {
    const dx = cx - middle(piece, x);
    const dy = cy - middle(piece, y);
    const distance = Math.hypot(dx, dy) || 1;
    // steps until the piece's nodes come within the moat of a placed one, found along the way
    let way = 0;
    while (way + STEP < distance && isClear(points, piece, placed, ((way + STEP) * dx) / distance, ((way + STEP) * dy) / distance)) way += STEP;
    for (const i of piece) {
      x[i] = at(x, i) + (way * dx) / distance;
      y[i] = at(y, i) + (way * dy) / distance;
    }
    placed.push(...piece);
  }
}

function isClear({ x, y }: Points, piece: readonly number[], placed: readonly number[], dx: number, dy: number): boolean {
  return piece.every((i) => placed.every((j) => Math.hypot(at(x, i) + dx - at(x, j), at(y, i) + dy - at(y, j)) > MOAT));
}

function stretch({ x, y }: Points, aspect: number): void {
  const [left, right] = span(x);
  const [bottom, top] = span(y);
  const own = Math.max(right - left, 1e-6) / Math.max(top - bottom, 1e-6);
  const wider = Math.min(MOST_STRETCH, Math.max(1, aspect / own));
  const taller = Math.min(MOST_STRETCH, Math.max(1, own / aspect));
  for (let i = 0; i < x.length; i++) {
    x[i] = at(x, i) * wider;
    y[i] = at(y, i) * taller;
  }
}

function moveApart(points: Points): void {
  const { x, radius } = points;
  const order = Array.from({ length: x.length }, (_, i) => i);
  const [, widest] = span(radius);
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    order.sort((a, b) => at(x, a) - at(x, b) || a - b);
    for (let p = 0; p < order.length; p++) {
      const a = order[p] as number;
      for (let q = p + 1; q < order.length; q++) {
        const b = order[q] as number;
        if (at(x, b) - at(x, a) > at(radius, a) + widest + GAP) break;
        moved = push(points, a, b) || moved;
      }
    }
    if (!moved) return;
  }
}

/** Moves two nodes apart by what they lack in distance, half each. */
function push({ x, y, radius }: Points, a: number, b: number): boolean {
  let dx = at(x, b) - at(x, a);
  let dy = at(y, b) - at(y, a);
  let distance = Math.hypot(dx, dy);
  const wanted = at(radius, a) + at(radius, b) + GAP;
  if (distance >= wanted) return false;
  if (distance < 1e-6) {
    // on the same spot: any direction, as long as it is always the same
    [dx, dy] = [1, ((a * 7 + b) % 5) - 2];
    distance = Math.hypot(dx, dy);
  }
  const share = (wanted - distance) / distance / 2;
  x[a] = at(x, a) - dx * share;
  y[a] = at(y, a) - dy * share;
  x[b] = at(x, b) + dx * share;
  y[b] = at(y, b) + dy * share;
  return true;
}
