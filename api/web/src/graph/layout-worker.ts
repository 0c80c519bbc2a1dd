/** ForceAtlas2 off the main thread. Same graph and same start, same picture: there is no chance in it and no clock. */

import iterate from "graphology-layout-forceatlas2/iterate.js";

import { EDGE_FIELDS, type LayoutAnswer, type LayoutRequest, NODE_FIELDS } from "./layout-message.ts";

const BATCH = 20;

function positions(nodes: Float32Array): Float32Array<ArrayBuffer> {
  const out = new Float32Array((nodes.length / NODE_FIELDS) * 2);
  for (let i = 0, j = 0; i < nodes.length; i += NODE_FIELDS) {
    out[j++] = nodes[i] as number;
    out[j++] = nodes[i + 1] as number;
  }
  return out;
}

/** Middle of the picture in pixels, roughly: the scale on which sizes of nodes are meant. */
const EXTENT = 640;
const GAP = 12;
const ROUNDS = 40;

/** Pushes nodes apart that lie on one another, after scaling the picture to pixels. */
function apart(nodes: Float32Array): void {
  const order = nodes.length / NODE_FIELDS;
  const xs = new Float64Array(order);
  const ys = new Float64Array(order);
  for (let i = 0; i < order; i++) {
    xs[i] = nodes[i * NODE_FIELDS] as number;
    ys[i] = nodes[i * NODE_FIELDS + 1] as number;
  }
  const width = Math.max(...xs) - Math.min(...xs);
  const height = Math.max(...ys) - Math.min(...ys);
  const scale = EXTENT / Math.max(width, height, 1e-6);
  for (let i = 0; i < order; i++) {
    xs[i] = (xs[i] as number) * scale;
    ys[i] = (ys[i] as number) * scale;
  }
  const byX = Array.from({ length: order }, (_, i) => i);
  let widest = 0;
  for (let i = 0; i < order; i++) widest = Math.max(widest, nodes[i * NODE_FIELDS + 8] as number);
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    byX.sort((a, b) => (xs[a] as number) - (xs[b] as number) || a - b);
    for (let p = 0; p < order; p++) {
      const a = byX[p] as number;
      const room = (nodes[a * NODE_FIELDS + 8] as number) + GAP;
      for (let q = p + 1; q < order; q++) {
        const b = byX[q] as number;
        let dx = (xs[b] as number) - (xs[a] as number);
        if (dx > room + widest) break;
        let dy = (ys[b] as number) - (ys[a] as number);
        const wanted = room + (nodes[b * NODE_FIELDS + 8] as number);
        let distance = Math.hypot(dx, dy);
        if (distance >= wanted) continue;
        if (distance < 1e-6) {
          dx = 1;
          dy = (a - b) / order;
          distance = Math.hypot(dx, dy);
        }
        const push = (wanted - distance) / distance / 2;
        xs[a] = (xs[a] as number) - dx * push;
        ys[a] = (ys[a] as number) - dy * push;
        xs[b] = (xs[b] as number) + dx * push;
        ys[b] = (ys[b] as number) + dy * push;
        moved = true;
      }
    }
    if (!moved) break;
  }
  for (let i = 0; i < order; i++) {
    nodes[i * NODE_FIELDS] = xs[i] as number;
    nodes[i * NODE_FIELDS + 1] = ys[i] as number;
  }
}

let current = 0;

function run(request: LayoutRequest): void {
  const { job, nodes, edges, iterations, quiet } = request;
  const order = nodes.length / NODE_FIELDS;
  const settings = {
    linLogMode: false,
    outboundAttractionDistribution: false,
    adjustSizes: false,
    edgeWeightInfluence: 1,
    scalingRatio: 10,
    strongGravityMode: true, // pieces that hang together with nothing else stay near
    gravity: 0.1,
    slowDown: 1 + Math.log(Math.max(order, 2)),
    barnesHutOptimize: order > 400,
    barnesHutTheta: 0.6,
  };
  let left = edges.length % EDGE_FIELDS === 0 ? iterations : 0;
  const step = () => {
    if (job !== current) return; // a newer request came in
    for (let i = 0; i < BATCH && left > 0; i++, left--) iterate(settings, nodes, edges);
    const done = left === 0;
    if (done) apart(nodes);
    if (done || !quiet) {
      const answer: LayoutAnswer = { job, positions: positions(nodes), done };
      postMessage(answer);
    }
    if (!done) setTimeout(step, 0); // lets messages in
  };
  step();
}

onmessage = (message: MessageEvent<LayoutRequest>) => {
  current = message.data.job;
  run(message.data);
};
