import { useEffect, useRef, useState } from "preact/hooks";

import { standingOf, statusLabel } from "../reading/kinds.ts";
import { dateInWords } from "../reading/edtf.ts";
import { count, verb } from "../reading/words.ts";
import { Icon } from "../parts/icons.tsx";
import { nameOf, type Picture, type Visible } from "./picture.ts";
import { type Focus, type Listeners, Renderer } from "./renderer.ts";

interface Props {
  picture: Picture;
  shown: Visible;
  focus: Focus;
  onNode(id: string): void;
  onExpand(id: string): void;
  onEdge(id: string): void;
  onStage(): void;
  tableLink: string;
}

/** The element carries its renderer, so that the console and the browser tests can ask where things are. */
interface CanvasElement extends HTMLDivElement {
  renderer?: Renderer;
}

interface Tip {
  edge: string;
  x: number;
  y: number;
}

const PANS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export function Canvas(props: Props) {
  const element = useRef<CanvasElement>(null);
  const renderer = useRef<Renderer | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [broken, setBroken] = useState(false);
  const [tip, setTip] = useState<Tip | null>(null);

  useEffect(() => {
    const container = element.current;
    if (!container) return;
    const listeners: Listeners = {
      node: (id) => latest.current.onNode(id),
      expand: (id) => latest.current.onExpand(id),
      edge: (id) => latest.current.onEdge(id),
      stage: () => latest.current.onStage(),
      overEdge: (edge, x, y) => setTip(edge === null ? null : { edge, x, y }),
      settled: () => container.setAttribute("data-settled", "true"),
    };
    try {
      renderer.current = new Renderer(container, listeners);
      container.renderer = renderer.current;
    } catch {
      container.replaceChildren();
      setBroken(true);
      return;
    }
    return () => {
      renderer.current?.kill();
      renderer.current = null;
      delete container.renderer;
    };
  }, []);

  const { picture, shown, focus } = props;
  useEffect(() => {
    element.current?.removeAttribute("data-settled");
    renderer.current?.show(picture);
    if (picture.nodes.size === 0) element.current?.setAttribute("data-settled", "true");
  }, [picture]);
  useEffect(() => renderer.current?.filter(shown), [shown]);
  useEffect(() => renderer.current?.setFocus(focus), [focus.center, focus.node, focus.edge, picture]);

  const onKeyDown = (event: KeyboardEvent) => {
    const drawn = renderer.current;
    if (!drawn || event.target !== element.current) return;
    const pan = PANS[event.key];
    if (pan) drawn.pan(...pan);
    else if (event.key === "+" || event.key === "=") drawn.zoomIn();
    else if (event.key === "-") drawn.zoomOut();
    else if (event.key === "0") drawn.fit();
    else return;
    event.preventDefault();
  };

  if (broken) {
    return (
      <div class="notice" role="alert">
        <h2>The graph cannot be drawn here</h2>
        <p>This browser offers no WebGL. The table shows the same edges, each with its evidence.</p>
        <a class="button" href={props.tableLink}>
          Show the table
        </a>
      </div>
    );
  }
  return (
    <>
      <div
        ref={element}
        class="canvas"
        role="img"
        tabIndex={0}
        onKeyDown={onKeyDown}
        aria-label={`Graph of ${count(shown.nodes.length, "node")} and ${count(shown.edges.length, "edge")}. The table view holds the same edges. Arrow keys pan, plus and minus zoom, 0 fits.`}
      />
      <Tooltip tip={tip} picture={picture} />
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" onClick={() => renderer.current?.zoomIn()} aria-label="Zoom in" title="Zoom in">
          <Icon name="plus" />
        </button>
        <button type="button" onClick={() => renderer.current?.zoomOut()} aria-label="Zoom out" title="Zoom out">
          <Icon name="minus" />
        </button>
        <button type="button" onClick={() => renderer.current?.fit()} aria-label="Fit the graph" title="Fit the graph">
          <Icon name="fit" />
        </button>
      </div>
    </>
  );
}

function Tooltip({ tip, picture }: { tip: Tip | null; picture: Picture }) {
  const box = useRef<HTMLDivElement>(null);
  const edge = tip ? picture.edges.get(tip.edge) : undefined;
  useEffect(() => {
    if (!tip || !box.current) return;
    const room = (box.current.parentElement?.clientWidth ?? 0) - box.current.offsetWidth - 8;
    box.current.style.left = `${Math.max(8, Math.min(tip.x + 14, room))}px`;
    box.current.style.top = `${Math.max(8, tip.y - box.current.offsetHeight - 10)}px`;
  }, [tip]);
  if (!tip || !edge) return null;
  const standing = standingOf(edge.status, edge.predicate);
  return (
    <div ref={box} class="tooltip" aria-hidden="true">
      <span>
        {nameOf(picture, edge.source)} <em>{verb(edge.predicate, edge.status)}</em> {nameOf(picture, edge.target)}
      </span>
      {(edge.status || edge.date) && (
        <span class={`tooltip-note ${standing ?? ""}`}>
          {[edge.status && statusLabel(edge.status), edge.date && dateInWords(edge.date)].filter(Boolean).join(" · ")}
        </span>
      )}
    </div>
  );
}
