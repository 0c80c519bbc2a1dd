import { useState } from "preact/hooks";

import { api } from "../api/client.ts";
import type { CommitmentItem } from "../api/contract.ts";
import { usePages } from "../api/load.ts";
import { Icon } from "../parts/icons.tsx";
import { Choice, PagedList } from "../parts/paged.tsx";
import { Name, Names } from "../parts/things.tsx";
import { MODALITY_LABELS } from "../reading/words.ts";
import { linkTo, type Route } from "../route.ts";

const MODALITIES = [["", "All"], ...Object.entries(MODALITY_LABELS)] as readonly (readonly [string, string])[];

export function PromisesView({ route }: { route: Route }) {
  const [modality, setModality] = useState("");
  const pages = usePages(`commitments ${modality}`, (cursor, signal) => api.commitments({ modality, cursor, limit: 100 }, signal));
  return (
    <section class="list-view" aria-labelledby="view-title">
      <header class="list-head">
        <h1 id="view-title">Promises</h1>
        <p class="muted">What somebody said they will, plan, offer or wish to do, or were asked to.</p>
        <Choice label="How firm" options={MODALITIES} value={modality} choose={setModality} />
      </header>
      <PagedList pages={pages} what="promises" none={modality ? "No promise of this kind." : "No promises yet."}>
        {(items) => (
          <ul class="cards">
            {items.map((item) => (
              <PromiseRow key={item.id} item={item} route={route} />
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  );
}

function PromiseRow({ item, route }: { item: CommitmentItem; route: Route }) {
  const chosen = route.entity === item.id && !route.edge;
  const by = item.by[0];
  return (
    <li class={`card${chosen ? " chosen" : ""}`}>
      <p class="event-line">
        <a class="event-name" href={linkTo(route, { entity: item.id, edge: null })} dir="auto" aria-current={chosen ? "true" : undefined}>
          {item.label}
        </a>
        {item.modality && <span class="badge ahead">{MODALITY_LABELS[item.modality] ?? item.modality}</span>}
      </p>
      <p class="event-who">
        {item.by.length > 0 && (
          <>
            <span class="muted">By </span>
            <Names things={item.by} route={route} />
          </>
        )}
        {item.toward.length > 0 && (
          <>
            <span class="muted"> toward </span>
            <Names things={item.toward} route={route} />
          </>
        )}
      </p>
      {(item.under || item.target) && (
        <p class="event-who">
          {item.under && (
            <>
              <span class="muted">Under </span>
              <Name thing={item.under} route={route} />
            </>
          )}
          {item.target && (
            <>
              <span class="muted"> Aims at </span>
              <Name thing={item.target} route={route} />
            </>
          )}
        </p>
      )}
      {item.quote && (
        <blockquote class="card-quote" dir="auto">
          {item.quote}
        </blockquote>
      )}
      {by && (
        <p>
          <a
            class="text-button"
            href={linkTo(route, { edge: { subject: item.id, predicate: "by", object: by.id, event: null } })}
            aria-label={`Evidence: ${item.label}`}
          >
            <Icon name="quote" />
            Evidence
          </a>
        </p>
      )}
    </li>
  );
}
