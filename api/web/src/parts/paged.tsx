import type { ComponentChildren } from "preact";

import type { Paged } from "../api/load.ts";
import { Failed, Loading } from "./states.tsx";

/** A list that grows: its items, what is still to come, and what went wrong. */
export function PagedList<T>({ pages, what, none, children }: {
  pages: Paged<T>;
  what: string;
  none: string;
  children: (items: readonly T[]) => ComponentChildren;
}) {
  return (
    <>
      {pages.items.length > 0 && children(pages.items)}
      {pages.error && <Failed error={pages.error} retry={pages.retry} />}
      {pages.busy && !pages.error && <Loading what={`Fetching ${what}…`} />}
      {!pages.busy && !pages.error && pages.items.length === 0 && <p class="muted nothing">{none}</p>}
      {pages.more && !pages.busy && !pages.error && (
        <p class="more">
          <button type="button" class="button" onClick={pages.more}>
            More {what}
          </button>
        </p>
      )}
    </>
  );
}

/** One of a few, as a row of buttons; the first stands for all. */
export function Choice({ label, options, value, choose }: {
  label: string;
  options: readonly (readonly [string, string])[];
  value: string;
  choose(value: string): void;
}) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([key, text]) => (
        <button type="button" key={key} aria-pressed={value === key} onClick={() => choose(key)}>
          {text}
        </button>
      ))}
    </div>
  );
}
