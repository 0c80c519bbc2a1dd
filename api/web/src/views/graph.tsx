import { useMemo } from "preact/hooks";

import type { Load } from "../api/load.ts";
import { Canvas } from "../graph/canvas.tsx";
import { Legend } from "../graph/legend.tsx";
import { keyOf, type Picture, sameEdge, visible } from "../graph/picture.ts";
import { Failed, Loading } from "../parts/states.tsx";
import { go, linkTo, type Route } from "../route.ts";
import { PictureBar } from "./picture-bar.tsx";

const EMPTY: Picture = { nodes: new Map(), edges: new Map(), omitted: { nodes: 0, edges: 0 } };

export function GraphView({ load, route }: { load: Load<Picture>; route: Route }) {
  const picture = load.state === "ready" ? load.data : load.state === "loading" ? load.last : null;
  const shown = useMemo(
    () => visible(picture ?? EMPTY, route.hide, [route.center, route.entity]),
    [picture, route.hide.join(","), route.center, route.entity],
  );
  const edge = useMemo(
    () => [...(picture ?? EMPTY).edges.values()].find((e) => sameEdge(e, route.edge))?.id ?? null,
    [picture, route.edge?.subject, route.edge?.predicate, route.edge?.object, route.edge?.event],
  );
  if (load.state === "failed") return <Failed error={load.error} retry={load.retry} />;
  if (!picture) return <Loading what="Drawing the graph…" />;
  return (
    <section class="graph-view" aria-labelledby="view-title">
      <h1 id="view-title" class="visually-hidden">
        Graph
      </h1>
      <PictureBar picture={picture} shown={shown} route={route} busy={load.state === "loading"} />
      <div class="stage">
        <Canvas
          picture={picture}
          shown={shown}
          focus={{ center: route.center, node: route.entity, edge }}
          onNode={(id) => go({ entity: id, edge: null })}
          onExpand={(id) => {
            if (!route.expand.includes(id)) go({ expand: [...route.expand, id], entity: id, edge: null });
          }}
          onEdge={(id) => {
            const chosen = picture.edges.get(id);
            if (chosen) go({ edge: keyOf(chosen) });
          }}
          onStage={() => go({ entity: null, edge: null })}
          tableLink={linkTo(route, { view: "table" })}
        />
      </div>
      <Legend picture={picture} route={route} open={matchMedia("(min-width: 800px) and (min-height: 600px)").matches} />
    </section>
  );
}
