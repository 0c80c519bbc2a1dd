import type { JSX } from "preact";

import { Mark } from "../parts/things.tsx";
import { FAMILY_LABELS, shortStatusLabel, standingOf } from "../reading/kinds.ts";
import { linkTo, type Route } from "../route.ts";
import { type Picture, statusToken, strokeOf, type Stroke, tally, typeToken } from "./picture.ts";

function toggled(hide: readonly string[], token: string): string[] {
  return hide.includes(token) ? hide.filter((t) => t !== token) : [...hide, token];
}

function Sample({ stroke, standing }: { stroke: Stroke; standing: string }) {
  const dash = { solid: undefined, dashed: "5 3.5", dotted: "1.5 3" }[stroke];
  return (
    <svg class={`sample ${standing}`} viewBox="0 0 22 6" aria-hidden="true" focusable="false">
      <path d="M1 3h20" stroke-dasharray={dash} />
    </svg>
  );
}

/** The legend is the filter: each row shows how a kind is drawn and takes it out of the picture. */
export function Legend({ picture, route, open }: { picture: Picture; route: Route; open: boolean }) {
  const { families, statuses } = tally(picture);
  const row = (token: string, label: string, n: number, sample: JSX.Element) => {
    const off = route.hide.includes(token);
    return (
      <li key={token}>
        <a
          class="legend-row"
          role="switch"
          aria-checked={!off}
          href={linkTo(route, { hide: toggled(route.hide, token) })}
          title={off ? `Show: ${label}` : `Hide: ${label}`}
          onKeyDown={(event) => {
            if (event.key !== " ") return;
            event.preventDefault();
            event.currentTarget.click();
          }}
        >
          {sample}
          <span>{label}</span>
          <span class="tally">{n.toLocaleString("en-GB")}</span>
        </a>
      </li>
    );
  };
  if (!families.length) return null;
  return (
    <details class="legend" open={open}>
      <summary>Legend and filters{route.hide.length > 0 && <span class="tally">{route.hide.length} off</span>}</summary>
      <div class="legend-body">
        <ul aria-label="Nodes">
          {families.map(({ family, count }) => row(typeToken(family), FAMILY_LABELS[family], count, <Mark family={family} />))}
        </ul>
        {statuses.length > 0 && (
          <ul aria-label="Edges">
            {statuses.map(({ status, count }) =>
              row(
                statusToken(status),
                status === null ? "No status" : shortStatusLabel(status),
                count,
                <Sample stroke={strokeOf(status, "")} standing={standingOf(status) ?? "none"} />,
              ),
            )}
          </ul>
        )}
        {route.hide.length > 0 && (
          <a class="text-button" href={linkTo(route, { hide: [] })}>
            Show everything
          </a>
        )}
      </div>
    </details>
  );
}
