import type Graph from "graphology";

import { EDGE_FIELDS, type LayoutAnswer, type LayoutRequest, NODE_FIELDS } from "./layout-message.ts";

declare const LAYOUT_WORKER: string;

/** Nodes up to which, and how many rounds: about two seconds of one core each. */
const ITERATIONS = [
  [200, 800],
  [500, 700],
  [1000, 500],
] as const;

/** FNV-1a, then MurmurHash3's finaliser, to scatter nodes by their names: the same graph starts from the same picture. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A place in the unit disc that depends on the id alone. */
export function scattered(id: string): { x: number; y: number } {
  const h = hash(id);
  const angle = ((h & 0xffff) / 0x10000) * 2 * Math.PI;
  const radius = Math.sqrt(((h >>> 16) + 1) / 0x10000);
  return { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius };
}

export function request(graph: Graph, job: number, aspect: number, quiet: boolean): LayoutRequest {
  const nodes = new Float32Array(graph.order * NODE_FIELDS);
  const offsets = new Map<string, number>();
  graph.forEachNode((id, attributes) => {
    const at = offsets.size * NODE_FIELDS;
    offsets.set(id, at);
    nodes.set([attributes["x"], attributes["y"], 0, 0, 0, 0, 1, 1, attributes["size"], 0], at);
  });
  // parallel edges attract as one a little stronger, else a pair that met often collapses into a point
  const pairs = new Map<string, { a: number; b: number; n: number }>();
  graph.forEachEdge((_, __, source, target) => {
    const [a, b] = [offsets.get(source) as number, offsets.get(target) as number];
    if (a === b) return;
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const pair = pairs.get(key);
    if (pair) pair.n++;
    else pairs.set(key, { a, b, n: 1 });
  });
  const edges = new Float32Array(pairs.size * EDGE_FIELDS);
  let at = 0;
  for (const { a, b, n } of pairs.values()) {
    const weight = 1 + Math.log(n) / 2;
    edges.set([a, b, weight], at);
    at += EDGE_FIELDS;
    nodes[a + 6] = (nodes[a + 6] as number) + weight;
    nodes[b + 6] = (nodes[b + 6] as number) + weight;
  }
  return { job, nodes, edges, aspect, iterations: ITERATIONS.find(([order]) => graph.order <= order)?.[1] ?? 250, quiet };
}

type Place = { x: number; y: number };

/** One worker for the life of a canvas; a new run takes the place of the one before. */
export class Layout {
  private readonly worker = new Worker(new URL(LAYOUT_WORKER, import.meta.url));
  private job = 0;

  /** `moved` gets the places of all nodes every so often and, the last time, `done`. */
  start(graph: Graph, aspect: number, quiet: boolean, moved: (places: Map<string, Place>, done: boolean) => void): void {
    const job = ++this.job;
    const ids = graph.nodes();
    this.worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => {
      if (data.job !== this.job) return;
      const { positions } = data;
      moved(new Map(ids.map((id, i) => [id, { x: positions[2 * i] as number, y: positions[2 * i + 1] as number }])), data.done);
    };
    const message = request(graph, job, aspect, quiet);
    this.worker.postMessage(message, [message.nodes.buffer, message.edges.buffer]);
  }

  stop(): void {
    this.job++;
    this.worker.terminate();
  }
}
