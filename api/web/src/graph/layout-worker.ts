/** ForceAtlas2 off the main thread. Same graph and same start, same picture: there is no chance in it and no clock. */

import iterate from "graphology-layout-forceatlas2/iterate.js";

import { arrange } from "./arrange.ts";
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

function finish(nodes: Float32Array, edges: Float32Array, aspect: number): void {
  const order = nodes.length / NODE_FIELDS;
  const field = (offset: number) => Float64Array.from({ length: order }, (_, i) => nodes[i * NODE_FIELDS + offset] as number);
  const points = { x: field(0), y: field(1), radius: field(8) };
  const links: [number, number][] = [];
  for (let i = 0; i < edges.length; i += EDGE_FIELDS) links.push([(edges[i] as number) / NODE_FIELDS, (edges[i + 1] as number) / NODE_FIELDS]);
  arrange(points, links, aspect);
  for (let i = 0; i < order; i++) nodes.set([points.x[i] as number, points.y[i] as number], i * NODE_FIELDS);
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
    if (done) finish(nodes, edges, request.aspect);
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
