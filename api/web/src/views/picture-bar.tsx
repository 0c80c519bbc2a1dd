import type { Picture, Visible } from "../graph/picture.ts";
import { Icon } from "../parts/icons.tsx";
import { count } from "../reading/words.ts";
import { linkTo, MAX_LIMIT, type Route } from "../route.ts";

/** Above the graph and its table: what is shown, around what, and what was left out. */
export function PictureBar({ picture, shown, route, busy }: { picture: Picture; shown: Visible; route: Route; busy: boolean }) {
  const { center, omitted } = { center: route.center, omitted: picture.omitted };
  const left = [omitted.nodes && count(omitted.nodes, "node"), omitted.edges && count(omitted.edges, "edge")].filter(Boolean);
  const filtered = picture.nodes.size - shown.nodes.length;
  return (
    <div class="picture-bar">
      {center ? (
        <span class="around-center">
          Around <strong dir="auto">{picture.nodes.get(center)?.label ?? center}</strong>
          <a href={linkTo(route, { center: null, hops: 1, expand: [] })} class="chip-close" aria-label="Show the whole graph" title="Show the whole graph">
            <Icon name="close" />
          </a>
          <span class="segmented" role="group" aria-label="How far from the centre">
            {[1, 2].map((hops) => (
              <a key={hops} href={linkTo(route, { hops })} aria-current={route.hops === hops ? "true" : undefined}>
                {count(hops, "step")}
              </a>
            ))}
          </span>
        </span>
      ) : (
        <span>The best connected</span>
      )}
      <span class="counts" role="status">
        {count(shown.nodes.length, "node")}, {count(shown.edges.length, "edge")}
        {filtered > 0 && `, ${count(filtered, "node")} filtered out`}
        {busy && " · loading…"}
      </span>
      {left.length > 0 && (
        <span class="omitted">
          {left.join(" and ")} left out
          {route.limit < MAX_LIMIT ? (
            <a class="text-button" href={linkTo(route, { limit: Math.min(MAX_LIMIT, route.limit * 2) })}>
              Show more
            </a>
          ) : (
            <span class="muted">; centre on something to see the rest</span>
          )}
        </span>
      )}
    </div>
  );
}
