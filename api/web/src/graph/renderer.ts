/** The drawn graph: sigma, its layout, and what is in focus. Knows the picture, not the page. */

import Graph from "graphology";
import Sigma from "sigma";
import { animateNodes } from "sigma/utils";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";

import type { GraphEdge } from "../api/contract.ts";
import { familyOf, isSquare, standingOf } from "../reading/kinds.ts";
import { EdgeRibbonProgram, type DrawnEdge } from "./edge-program.ts";
import { hoverDrawer, type Name, writeNames } from "./labels.ts";
import { Layout, scattered } from "./layout.ts";
import { NodeShapeProgram, type DrawnNode } from "./node-program.ts";
import { mixed, type Palette, readPalette } from "./palette.ts";
import { isBetweenAgents, isDirected, nameOf, type Picture, strokeOf, type Visible } from "./picture.ts";

export interface Focus {
  center: string | null;
  node: string | null;
  edge: string | null;
}

export interface Listeners {
  node(id: string): void;
  expand(id: string): void;
  edge(id: string): void;
  stage(): void;
  /** the edge under the pointer, with the pointer's place in the canvas */
  overEdge(id: string | null, x: number, y: number): void;
  settled(): void;
}

interface NodeAttributes {
  x: number;
  y: number;
  size: number;
  label: string;
  family: ReturnType<typeof familyOf>;
}

interface EdgeAttributes {
  edge: GraphEdge;
  curvature: number;
}

const ROOMY = 250; // nodes up to which they have their full size
const SETTLING = 350; // milliseconds
const FADED = 0.22;
const FULL_SIZE = 560; // pixels of canvas from which on nodes have their full size

export class Renderer {
  private readonly graph = new Graph<NodeAttributes, EdgeAttributes>({ multi: true, type: "mixed" });
  private readonly sigma: Sigma<NodeAttributes, EdgeAttributes>;
  private readonly layout = new Layout();
  private readonly resizes: ResizeObserver;
  private readonly scheme = matchMedia("(prefers-color-scheme: dark)");
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");
  /** stops the nodes' way to their last places */
  private arrangement: (() => void) | null = null;
  private palette: Palette = readPalette();
  private scale = 1;
  private shownNodes = new Set<string>();
  private shownEdges = new Set<string>();
  private focus: Focus = { center: null, node: null, edge: null };
  private hovered: string | null = null;
  private hoveredEdge: string | null = null;
  private lit: { nodes: Set<string>; edges: Set<string> } | null = null;

  /** Throws where the browser has no WebGL. */
  constructor(
    private readonly container: HTMLElement,
    private readonly listeners: Listeners,
  ) {
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true,
      enableEdgeEvents: true,
      zIndex: true,
      defaultNodeType: "shape",
      defaultEdgeType: "ribbon",
      nodeProgramClasses: { shape: NodeShapeProgram as never },
      nodeHoverProgramClasses: { shape: NodeShapeProgram as never },
      edgeProgramClasses: { ribbon: EdgeRibbonProgram as never },
      renderLabels: false,
      defaultDrawNodeHover: hoverDrawer(
        () => this.palette,
        () => this.container.clientWidth,
      ) as never,
      stagePadding: 48,
      minCameraRatio: 0.04,
      maxCameraRatio: 3,
      zoomingRatio: 1.35,
      zoomDuration: this.calm.matches ? 0 : 180,
      inertiaDuration: this.calm.matches ? 0 : 180,
      nodeReducer: (id, data) => this.nodeLook(id, data),
      edgeReducer: (id, data) => this.edgeLook(id, data),
    });
    this.listen();
    this.resizes = new ResizeObserver(() => {
      this.fitSizes();
      this.sigma.refresh();
    });
    this.resizes.observe(container);
    this.scheme.addEventListener("change", this.repaint);
  }

  private fitSizes(): void {
    const { clientWidth, clientHeight } = this.container;
    this.scale = Math.max(0.55, Math.min(1, Math.min(clientWidth, clientHeight) / FULL_SIZE));
  }

  private readonly repaint = () => {
    this.palette = readPalette();
    this.sigma.refresh({ skipIndexation: true });
  };

  private listen(): void {
    const pointer = (on: boolean) => this.container.classList.toggle("pointing", on);
    this.sigma.on("afterRender", () => this.writeNames());
    this.sigma.on("clickNode", ({ node }) => this.listeners.node(node));
    this.sigma.on("clickEdge", ({ edge }) => this.listeners.edge(edge));
    this.sigma.on("clickStage", () => this.listeners.stage());
    this.sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      this.listeners.expand(node);
    });
    this.sigma.on("enterNode", ({ node }) => {
      this.hovered = node;
      pointer(true);
      this.relight();
    });
    this.sigma.on("leaveNode", () => {
      this.hovered = null;
      pointer(false);
      this.relight();
    });
    this.sigma.on("enterEdge", ({ edge, event }) => {
      this.hoveredEdge = edge;
      pointer(true);
      this.listeners.overEdge(edge, event.x, event.y);
      this.sigma.refresh({ skipIndexation: true });
    });
    this.sigma.on("leaveEdge", () => {
      this.hoveredEdge = null;
      pointer(false);
      this.listeners.overEdge(null, 0, 0);
      this.sigma.refresh({ skipIndexation: true });
    });
  }

  /** Takes the place of what is drawn; nodes that stay keep their place. The layout runs if nodes or edges came or went. */
  show(picture: Picture): void {
    let changed = false;
    this.graph.forEachEdge((id) => {
      if (!picture.edges.has(id)) {
        this.graph.dropEdge(id);
        changed = true;
      }
    });
    this.graph.forEachNode((id) => {
      if (!picture.nodes.has(id)) {
        this.graph.dropNode(id);
        changed = true;
      }
    });
    const extent = this.graph.order ? 100 : 0;
    const crowding = Math.max(0.5, Math.min(1, Math.sqrt(ROOMY / Math.max(1, picture.nodes.size))));
    const neighbours = new Map<string, string>();
    for (const { source, target } of picture.edges.values()) {
      if (this.graph.hasNode(source)) neighbours.set(target, source);
      if (this.graph.hasNode(target)) neighbours.set(source, target);
    }
    for (const node of picture.nodes.values()) {
      const size = crowding * (4 + Math.min(11, 1.9 * Math.log2(1 + node.degree)));
      const known = { size, label: nameOf(picture, node.id), family: familyOf(node.type) };
      if (this.graph.hasNode(node.id)) {
        this.graph.mergeNodeAttributes(node.id, known);
        continue;
      }
      const near = neighbours.get(node.id);
      const origin = near ? this.graph.getNodeAttributes(near) : { x: 0, y: 0 };
      const place = scattered(node.id);
      const spread = near ? 20 : Math.max(100, extent);
      this.graph.addNode(node.id, { ...known, x: origin.x + place.x * spread, y: origin.y + place.y * spread });
      changed = true;
    }
    for (const edge of picture.edges.values()) {
      if (edge.source === edge.target) continue;
      if (this.graph.hasEdge(edge.id)) this.graph.mergeEdgeAttributes(edge.id, { edge });
      else {
        this.graph.addDirectedEdgeWithKey(edge.id, edge.source, edge.target, { edge, curvature: 0 });
        changed = true;
      }
    }
    if (!changed) return;
    this.bend();
    this.arrangement?.();
    const { width, height } = this.sigma.getDimensions();
    this.layout.start(this.graph, width / Math.max(height, 1), this.calm.matches, (places, done) => {
      if (!done || this.calm.matches) {
        this.place(places);
        if (done) this.listeners.settled();
        return;
      }
      const here = Object.fromEntries([...places].filter(([id]) => this.graph.hasNode(id)));
      this.arrangement = animateNodes(this.graph, here, { duration: SETTLING, easing: "quadraticInOut" }, () => this.listeners.settled());
    });
  }

  private place(places: ReadonlyMap<string, { x: number; y: number }>): void {
    this.graph.updateEachNodeAttributes((id, attributes) => ({ ...attributes, ...places.get(id) }), { attributes: ["x", "y"] });
  }

  /** Parallel edges fan out; the sense of a curve does not depend on which end comes first. */
  private bend(): void {
    const groups = new Map<string, string[]>();
    this.graph.forEachEdge((id, _, source, target) => {
      const key = source < target ? `${source}\n${target}` : `${target}\n${source}`;
      const group = groups.get(key);
      if (group) group.push(id);
      else groups.set(key, [id]);
    });
    for (const group of groups.values()) {
      const gap = Math.min(0.28, 1.4 / group.length);
      group.forEach((id, i) => {
        const sense = this.graph.source(id) < this.graph.target(id) ? 1 : -1;
        this.graph.setEdgeAttribute(id, "curvature", sense * gap * (i - (group.length - 1) / 2));
      });
    }
  }

  filter(shown: Visible): void {
    this.shownNodes = new Set(shown.nodes.map((n) => n.id));
    this.shownEdges = new Set(shown.edges.map((e) => e.id));
    this.relight();
  }

  setFocus(focus: Focus): void {
    this.focus = focus;
    this.relight();
    this.bringIntoView(focus.node);
  }

  private relight(): void {
    const node = this.hovered ?? (this.focus.edge ? null : this.focus.node);
    if (node !== null && this.graph.hasNode(node)) {
      const nodes = new Set([node]);
      const edges = new Set<string>();
      this.graph.forEachEdge(node, (id, _, source, target) => {
        if (!this.shownEdges.has(id)) return;
        edges.add(id);
        nodes.add(source).add(target);
      });
      this.lit = { nodes, edges };
    } else if (this.focus.edge !== null && this.graph.hasEdge(this.focus.edge)) {
      this.lit = { nodes: new Set(this.graph.extremities(this.focus.edge)), edges: new Set([this.focus.edge]) };
    } else {
      this.lit = null;
    }
    this.sigma.refresh({ skipIndexation: true });
  }

  private writeNames(): void {
    const context = this.sigma.getCanvases()["labels"]?.getContext("2d");
    if (!context) return;
    const names: Name[] = [];
    this.graph.forEachNode((id) => {
      const data = this.sigma.getNodeDisplayData(id) as DrawnNode | undefined;
      if (!data || data.hidden || !data.label) return;
      const { x, y } = this.sigma.framedGraphToViewport(data);
      names.push({ text: data.label, x, y, radius: this.sigma.scaleSize(data.size), strong: data.forceLabel });
    });
    writeNames(context, names, this.sigma.getDimensions(), this.palette);
  }

  private nodeLook(id: string, data: NodeAttributes): Partial<NodeDisplayData> {
    const { palette, lit } = this;
    const faded = lit !== null && !lit.nodes.has(id);
    const chosen = id === this.focus.node || (this.focus.edge !== null && lit?.nodes.has(id) === true && this.hovered === null);
    const colour = palette.families[data.family];
    const look: Partial<DrawnNode> = {
      x: data.x,
      y: data.y,
      label: faded ? "" : data.label,
      size: (data.size + (id === this.focus.center ? 2 : 0)) * this.scale,
      color: faded ? mixed(colour, palette.canvas, FADED) : colour,
      ring: chosen ? palette.ink : palette.canvas,
      ringWidth: chosen ? 2.5 : 1.5,
      square: isSquare(data.family),
      hidden: !this.shownNodes.has(id),
      forceLabel: chosen || id === this.focus.center,
      zIndex: chosen ? 3 : faded ? 0 : 1,
      highlighted: false,
      type: "shape",
    };
    return look;
  }

  private edgeLook(id: string, data: EdgeAttributes): Partial<EdgeDisplayData> {
    const { palette, lit } = this;
    const { edge } = data;
    const chosen = id === this.focus.edge || id === this.hoveredEdge;
    const faded = lit !== null && !lit.edges.has(id) && !chosen;
    const colour = chosen ? palette.accent : palette.edges[standingOf(edge.status, edge.predicate) ?? "none"];
    const own = isBetweenAgents(edge.predicate) ? 2 : 1.1;
    const look: Partial<DrawnEdge> = {
      size: chosen ? 3.4 : lit?.edges.has(id) ? own + 0.7 : own,
      color: faded ? mixed(colour, palette.canvas, FADED) : colour,
      curvature: data.curvature,
      stroke: strokeOf(edge.status, edge.predicate),
      // heads on every edge would crowd around the well-connected
      arrow: isDirected(edge.predicate) && (chosen || lit?.edges.has(id) === true || edge.predicate === "visited"),
      hidden: !this.shownEdges.has(id),
      zIndex: chosen ? 3 : faded ? 0 : 1,
      type: "ribbon",
    };
    return look;
  }

  /** Pans so that the node can be seen, if it cannot. */
  private bringIntoView(id: string | null): void {
    const data = id === null ? undefined : this.sigma.getNodeDisplayData(id);
    if (!data) return;
    const { x, y } = this.sigma.framedGraphToViewport(data);
    const { width, height } = this.sigma.getDimensions();
    if (x > 24 && y > 24 && x < width - 24 && y < height - 24) return;
    void this.sigma.getCamera().animate({ x: data.x, y: data.y }, { duration: this.duration });
  }

  private get duration(): number {
    return this.calm.matches ? 0 : 250;
  }

  zoomIn(): void {
    void this.sigma.getCamera().animatedZoom({ duration: this.duration, factor: 1.6 });
  }

  zoomOut(): void {
    void this.sigma.getCamera().animatedUnzoom({ duration: this.duration, factor: 1.6 });
  }

  fit(): void {
    void this.sigma.getCamera().animatedReset({ duration: this.duration });
  }

  pan(dx: number, dy: number): void {
    const camera = this.sigma.getCamera();
    const { x, y, ratio } = camera.getState();
    void camera.animate({ x: x + dx * 0.12 * ratio, y: y + dy * 0.12 * ratio }, { duration: this.duration });
  }

  /** Where the middle of an edge's curve is, in pixels of the canvas; null if it is not drawn. For tests and tooltips. */
  middleOf(id: string): { x: number; y: number } | null {
    if (!this.graph.hasEdge(id)) return null;
    const [a, b] = this.graph.extremities(id).map((end) => {
      const data = this.sigma.getNodeDisplayData(end);
      return data ? this.sigma.framedGraphToViewport(data) : null;
    });
    if (!a || !b) return null;
    const bend = this.graph.getEdgeAttribute(id, "curvature") / 2;
    return { x: (a.x + b.x) / 2 + (b.y - a.y) * bend, y: (a.y + b.y) / 2 - (b.x - a.x) * bend };
  }

  /** Where a node is, in pixels of the canvas. */
  placeOf(id: string): { x: number; y: number } | null {
    const data = this.sigma.getNodeDisplayData(id);
    return data && !data.hidden ? this.sigma.framedGraphToViewport(data) : null;
  }

  kill(): void {
    this.arrangement?.();
    this.layout.stop();
    this.resizes.disconnect();
    this.scheme.removeEventListener("change", this.repaint);
    this.sigma.kill();
  }
}
