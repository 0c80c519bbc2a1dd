import { useState } from "preact/hooks";

import { api } from "../api/client.ts";
import type { AgreementItem } from "../api/contract.ts";
import { usePages } from "../api/load.ts";
import { Choice, PagedList } from "../parts/paged.tsx";
import { DateText, Names, Status } from "../parts/things.tsx";
import { standingOf } from "../reading/kinds.ts";
import { sentenceCase } from "../reading/words.ts";
import { linkTo, type Route } from "../route.ts";

const STATUSES = [
  ["", "All"],
  ["Signed", "Signed"],
  ["Reached", "Reached"],
  ["InForce", "In force"],
  ["Negotiating", "Being negotiated"],
  ["Proposed", "Proposed"],
] as const;

export function AgreementsView({ route }: { route: Route }) {
  const [status, setStatus] = useState("");
  const pages = usePages(`agreements ${status}`, (cursor, signal) => api.agreements({ status, cursor, limit: 100 }, signal));
  return (
    <section class="list-view" aria-labelledby="view-title">
      <header class="list-head">
        <h1 id="view-title">Agreements</h1>
        <Choice label="Status" options={STATUSES} value={status} choose={setStatus} />
      </header>
      <PagedList pages={pages} what="agreements" none={status ? "No agreement has this status." : "No agreements yet."}>
        {(agreements) => (
          <ul class="cards">
            {agreements.map((agreement) => (
              <AgreementRow key={agreement.id} agreement={agreement} route={route} />
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  );
}

function AgreementRow({ agreement, route }: { agreement: AgreementItem; route: Route }) {
  const chosen = route.entity === agreement.id && !route.edge;
  return (
    <li class={`card ${standingOf(agreement.status) ?? ""}${chosen ? " chosen" : ""}`}>
      <p class="event-line">
        <a class="event-name" href={linkTo(route, { entity: agreement.id, edge: null })} dir="auto" aria-current={chosen ? "true" : undefined}>
          {agreement.label}
        </a>
        <Status status={agreement.status} />
      </p>
      <p class="event-notes">
        {agreement.instrument && <span dir="auto">{sentenceCase(agreement.instrument)}</span>}
        <DateText edtf={agreement.date} />
      </p>
      {agreement.parties.length > 0 && (
        <p class="event-who">
          <span class="muted">Between </span>
          <Names things={agreement.parties} route={route} />
        </p>
      )}
      {agreement.signatories.length > 0 && (
        <p class="event-who">
          <span class="muted">Signed by </span>
          <Names things={agreement.signatories} route={route} />
        </p>
      )}
      {agreement.establishes.length > 0 && (
        <p class="event-who">
          <span class="muted">Establishes </span>
          <Names things={agreement.establishes} route={route} />
        </p>
      )}
      {agreement.areas.length > 0 && (
        <p class="event-who" dir="auto">
          <span class="muted">On </span>
          {agreement.areas.join(", ")}
        </p>
      )}
    </li>
  );
}
