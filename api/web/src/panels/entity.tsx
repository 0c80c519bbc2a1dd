import { useState } from "preact/hooks";

import { api } from "../api/client.ts";
import { type Entity, type Fact, termName } from "../api/contract.ts";
import { useLoad } from "../api/load.ts";
import { Icon } from "../parts/icons.tsx";
import { Loaded } from "../parts/states.tsx";
import { DateText, isThing, Mark, Name, Status } from "../parts/things.tsx";
import { dateInWords } from "../reading/edtf.ts";
import { familyOf, standingOf } from "../reading/kinds.ts";
import { heading, predicateRank, typeLabel } from "../reading/words.ts";
import { type EdgeKey, linkTo, type Route } from "../route.ts";

interface Group {
  predicate: string;
  direction: "out" | "in";
  facts: Fact[];
}

/** Shown in the head, or no fact about the thing. */
const ELSEWHERE = new Set(["label", "altLabel", "type", "earliest", "latest"]);

function grouped(facts: readonly Fact[]): Group[] {
  const groups = new Map<string, Group>();
  for (const fact of facts) {
    if (ELSEWHERE.has(fact.predicate)) continue;
    const symmetric = heading(fact.predicate, "out") === heading(fact.predicate, "in");
    const key = symmetric ? fact.predicate : `${fact.predicate} ${fact.direction}`;
    const group = groups.get(key) ?? { predicate: fact.predicate, direction: fact.direction, facts: [] };
    // symmetric facts are stored in both directions: one row for each other end
    if (!symmetric || !group.facts.some((known) => known.other?.id === fact.other?.id && known.date === fact.date)) group.facts.push(fact);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    (a, b) =>
      predicateRank(a.predicate) - predicateRank(b.predicate) ||
      a.predicate.localeCompare(b.predicate) ||
      (a.direction === b.direction ? 0 : a.direction === "out" ? -1 : 1),
  );
}

export function edgeOfFact(entity: string, fact: Fact): EdgeKey | null {
  const other = fact.other?.id ?? fact.value?.value;
  if (other === undefined) return null;
  return fact.direction === "out"
    ? { subject: entity, predicate: fact.predicate, object: other, event: null }
    : { subject: other, predicate: fact.predicate, object: entity, event: null };
}

export function EntityPanel({ id, route }: { id: string; route: Route }) {
  const load = useLoad(`entity ${id}`, (signal) => api.entity(id, signal));
  return (
    <Loaded load={load} what="Reading what is known…">
      {(entity) => <EntityFacts entity={entity} route={route} />}
    </Loaded>
  );
}

function EntityFacts({ entity, route }: { entity: Entity; route: Route }) {
  const groups = grouped(entity.facts);
  const family = familyOf(entity.type);
  const status = entity.facts.find((f) => f.predicate === "status" && f.direction === "out");
  const others = entity.altLabels.filter((name) => name !== entity.label);
  const graph = { view: "graph", article: null, at: null } as const;
  const standing = status?.other ? standingOf(termName(status.other)) : null;
  return (
    <article class="entity" aria-labelledby="panel-title">
      <header class="panel-head">
        <p class="eyebrow">
          <Mark family={family} />
          {typeLabel(entity.type)}
          {entity.country && entity.country.id !== entity.id && (
            <>
              {" of "}
              <Name thing={entity.country} route={route} />
            </>
          )}
        </p>
        <h2 id="panel-title" dir="auto">
          {entity.label}
        </h2>
        {status?.other && (
          <p>
            <Status status={termName(status.other)} />
          </p>
        )}
        {standing === "ahead" && <p class="caution">Not reported as having happened.</p>}
        <OtherNames names={others} />
        <p class="actions">
          <a class="button" href={linkTo(route, { ...graph, center: entity.id, expand: [], entity: entity.id, edge: null })}>
            <Icon name="center" />
            Centre
          </a>
          {!route.expand.includes(entity.id) && route.center !== entity.id && (
            <a class="button" href={linkTo(route, { ...graph, expand: [...route.expand, entity.id], entity: entity.id, edge: null })}>
              <Icon name="expand" />
              Add neighbours
            </a>
          )}
        </p>
      </header>
      {groups.length === 0 && <p class="muted">Nothing is known beyond the name.</p>}
      {groups.map((group) => (
        <FactGroup key={`${group.predicate} ${group.direction}`} entity={entity} group={group} route={route} />
      ))}
    </article>
  );
}

function OtherNames({ names }: { names: readonly string[] }) {
  const [all, setAll] = useState(false);
  if (names.length === 0) return null;
  const shown = all ? names : names.slice(0, 4);
  return (
    <p class="other-names">
      Also “{shown.join("”, “")}”
      {names.length > shown.length && (
        <>
          {" "}
          <button type="button" class="text-button" onClick={() => setAll(true)}>
            and {names.length - shown.length} more
          </button>
        </>
      )}
    </p>
  );
}

const FEW = 8;

function FactGroup({ entity, group, route }: { entity: Entity; group: Group; route: Route }) {
  const [all, setAll] = useState(false);
  const title = heading(group.predicate, group.direction);
  const facts = [...group.facts].sort((a, b) => (b.date ?? "").localeCompare(a.date ?? ""));
  const shown = all ? facts : facts.slice(0, FEW);
  return (
    <section class="facts">
      <h3>
        {title}
        {facts.length > 1 && <span class="tally">{facts.length}</span>}
      </h3>
      <ul>
        {shown.map((fact, i) => (
          <FactRow key={i} entity={entity} fact={fact} title={title} route={route} />
        ))}
      </ul>
      {facts.length > FEW && (
        <button type="button" class="text-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${facts.length}`}
        </button>
      )}
    </section>
  );
}

function FactRow({ entity, fact, title, route }: { entity: Entity; fact: Fact; title: string; route: Route }) {
  const edge = edgeOfFact(entity.id, fact);
  const text = fact.other?.label ?? (fact.predicate === "date" ? dateInWords(fact.value?.value ?? "") : (fact.value?.value ?? ""));
  const standing = standingOf(fact.status, fact.predicate);
  return (
    <li class={`fact ${standing ?? ""}`}>
      {fact.other && isThing(fact.other) && <Mark family={familyOf(fact.other.type)} />}
      <span class="fact-text">
        <span dir="auto">{fact.other ? <Name thing={fact.other} route={route} /> : text}</span>
        <Status status={fact.predicate === "status" ? null : fact.status} predicate={fact.predicate} />
        <DateText edtf={fact.date} />
        {fact.derived && (
          <span class="badge quiet" title="Worked out from other facts by a named rule">
            derived
          </span>
        )}
      </span>
      {edge && (
        <a class="why" href={linkTo(route, { edge })} aria-label={`Evidence: ${title}, ${text}`} title="Show the evidence">
          <Icon name="quote" />
        </a>
      )}
    </li>
  );
}

