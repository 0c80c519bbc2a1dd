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

function month(event: EventItem): string {
  const day = event.earliest ?? event.latest;
  return day ? dateInWords(day.slice(0, 7)) : UNDATED;
}

const when = (event: EventItem) => event.earliest ?? event.latest ?? "";

/** Latest first, month by month, what has no date at the end. */
function byMonth(events: readonly EventItem[]): [string, EventItem[]][] {
  const months = new Map<string, EventItem[]>();
  const sorted = [...events].sort((a, b) => when(b).localeCompare(when(a)) || a.label.localeCompare(b.label));
  for (const event of sorted) months.set(month(event), [...(months.get(month(event)) ?? []), event]);
  return [...months];
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
            {byMonth(events).map(([title, items]) => (
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
