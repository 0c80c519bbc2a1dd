/** What the page and its layout worker tell each other. The matrices are those of graphology-layout-forceatlas2. */

/** x, y, dx, dy, old dx, old dy, mass, convergence, size, fixed */
export const NODE_FIELDS = 10;
/** offset of the source in the node matrix, of the target, weight */
export const EDGE_FIELDS = 3;

export interface LayoutRequest {
  job: number;
  nodes: Float32Array;
  edges: Float32Array;
  iterations: number;
  /** width over height of the canvas */
  aspect: number;
  /** post the last positions only */
  quiet: boolean;
}

export interface LayoutAnswer {
  job: number;
  /** x and y of each node, in the order of the request */
  positions: Float32Array;
  done: boolean;
}
