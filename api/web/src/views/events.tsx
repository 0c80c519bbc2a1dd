import { useState } from "preact/hooks";

import { api } from "../api/client.ts";
import type { EventItem } from "../api/contract.ts";
import { usePages } from "../api/load.ts";
import { Choice, PagedList } from "../parts/paged.tsx";
import { DateText, Name, Names, Status } from "../parts/things.tsx";
import { dateInWords } from "../reading/edtf.ts";
import { standingOf } from "../reading/kinds.ts";
import { typeLabel } from "../reading/words.ts";
import { linkTo, type Route } from "../route.ts";

const STATUSES = [
  ["", "All"],
  ["Held", "Held"],
  ["Ongoing", "Ongoing"],
  ["Scheduled", "Scheduled"],
  ["Planned", "Planned"],
  ["Proposed", "Proposed"],
  ["Postponed", "Postponed"],
  ["Cancelled", "Cancelled"],
] as const;

const UNDATED = "Without a date";

/** The stretch of the timeline an event belongs to: its month if it is known, else no more than is. */
export function stretchOf({ earliest, latest }: Pick<EventItem, "earliest" | "latest">): string {
  if (earliest === null && latest === null) return UNDATED;
  if (earliest === null) return `Until ${dateInWords((latest as string).slice(0, 7))}`;
  if (latest === null) return `From ${dateInWords(earliest.slice(0, 7))}`;
  if (earliest.slice(0, 7) === latest.slice(0, 7)) return dateInWords(earliest.slice(0, 7));
  const years = [earliest.slice(0, 4), latest.slice(0, 4)];
  return years[0] === years[1] && !isShort(earliest, latest) ? `Some time in ${years[0]}` : dateInWords(`${earliest.slice(0, 7)}/${latest.slice(0, 7)}`);
}

/** Spans the turn of a month rather than leaving the month open. */
function isShort(earliest: string, latest: string): boolean {
  return Date.parse(latest) - Date.parse(earliest) <= 31 * 86_400_000;
}

const when = (event: EventItem) => event.latest ?? event.earliest ?? "";

/** Latest first, what has no date at the end. */
function inStretches(events: readonly EventItem[]): [string, EventItem[]][] {
  const stretches = new Map<string, EventItem[]>();
  const sorted = [...events].sort((a, b) => when(b).localeCompare(when(a)) || a.label.localeCompare(b.label));
  for (const event of sorted) {
    const title = stretchOf(event);
    stretches.set(title, [...(stretches.get(title) ?? []), event]);
  }
  return [...stretches];
}

export function EventsView({ route }: { route: Route }) {
  const [status, setStatus] = useState("");
  const pages = usePages(`events ${status}`, (cursor, signal) => api.events({ status, cursor, limit: 200 }, signal));
  return (
    <section class="list-view" aria-labelledby="view-title">
      <header class="list-head">
        <h1 id="view-title">Events</h1>
        <Choice label="Status" options={STATUSES} value={status} choose={setStatus} />
      </header>
      <PagedList pages={pages} what="events" none={status ? `No event is on record as ${status.toLowerCase()}.` : "No events yet."}>
        {(events) => (
          <div class="timeline">
            {inStretches(events).map(([title, items]) => (
              <section key={title}>
                <h2>{title}</h2>
                <ol>
                  {items.map((event) => (
                    <EventRow key={event.id} event={event} route={route} />
                  ))}
                </ol>
              </section>
            ))}
          </div>
        )}
      </PagedList>
    </section>
  );
}

function EventRow({ event, route }: { event: EventItem; route: Route }) {
  const place = event.place ?? event.destination;
  const chosen = route.entity === event.id && !route.edge;
  return (
    <li class={`event ${standingOf(event.status) ?? ""}${chosen ? " chosen" : ""}`}>
      <span class="dot" aria-hidden="true" />
      <div>
        <p class="event-line">
          <a class="event-name" href={linkTo(route, { entity: event.id, edge: null })} dir="auto" aria-current={chosen ? "true" : undefined}>
            {event.label}
          </a>
          <Status status={event.status} />
        </p>
        <p class="event-notes">
          <span>{typeLabel(event.type)}</span>
          {event.date && <DateText edtf={event.date} />}
          {place && (
            <span>
              {event.place ? "at " : "to "}
              <Name thing={place} route={route} />
            </span>
          )}
        </p>
        {event.participants.length > 0 && (
          <p class="event-who">
            <Names things={event.participants} route={route} />
          </p>
        )}
        {event.participants.length === 0 && event.countries.length > 0 && (
          <p class="event-who">
            <Names things={event.countries} route={route} />
          </p>
        )}
        {event.produces.length > 0 && (
          <p class="event-who">
            <span class="muted">Produces </span>
            <Names things={event.produces} route={route} />
          </p>
        )}
      </div>
    </li>
  );
}
