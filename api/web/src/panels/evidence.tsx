import { useState } from "preact/hooks";

import { readArticle } from "../api/articles.ts";
import { api } from "../api/client.ts";
import { type Claim, type Evidence, type EvidenceSpan, isRef, objectKey, objectLabel, type Said, termName, type Triple } from "../api/contract.ts";
import { useLoad } from "../api/load.ts";
import { Icon } from "../parts/icons.tsx";
import { Loaded } from "../parts/states.tsx";
import { articleTitle, DateText, Mark, Name, Names, ObjectName, Source, Status } from "../parts/things.tsx";
import { familyOf, isSquare, standingOf } from "../reading/kinds.ts";
import { surroundings } from "../reading/passages.ts";
import { count, KIND_NOTES, MODE_LABELS, sentenceCase, spelt, verb } from "../reading/words.ts";
import { type EdgeKey, edgeText, linkTo, type Route } from "../route.ts";

/** What the graph knows of the edge beyond its triple. */
export interface EdgeNote {
  status: string | null;
  date: string | null;
}

export function EvidencePanel({ edge, note, route }: { edge: EdgeKey; note: EdgeNote | null; route: Route }) {
  const { subject, predicate, object } = edge;
  const load = useLoad(`evidence ${edgeText({ ...edge, event: null })}`, (signal) => api.evidence(subject, predicate, object, signal));
  return (
    <Loaded load={load} what="Looking up the evidence…">
      {(evidence) => <EvidenceView evidence={evidence} event={edge.event} note={note} route={route} />}
    </Loaded>
  );
}

interface ViewProps {
  evidence: Evidence;
  event: string | null;
  note: EdgeNote | null;
  route: Route;
}

const about = (claim: Claim, event: string) => claim.subject.id === event || objectKey(claim.object) === event;

/** The event or agreement that the edge is about: what it says of itself decides how the edge may be read. */
function matterOf(evidence: Evidence, event: string | null): string | null {
  if (event !== null) return event;
  const ends = isRef(evidence.object) ? [evidence.subject, evidence.object] : [evidence.subject];
  const own = ends.find((end) => isSquare(familyOf(end.type)));
  if (own) return own.id;
  const sources = new Set(evidence.derived?.from.map((triple) => triple.subject.id));
  const [only] = sources;
  return sources.size === 1 && only !== undefined ? only : null;
}

/** Status and date from the picture where it holds the edge, else from the event or agreement itself. */
function useNote(evidence: Evidence, event: string | null, drawn: EdgeNote | null): EdgeNote | null {
  const matter = drawn ? null : matterOf(evidence, event);
  const load = useLoad(matter && `note ${matter}`, (signal) => api.entity(matter as string, signal));
  if (drawn || matter === null || load.state !== "ready") return drawn;
  const fact = (predicate: string) => load.data.facts.find((f) => f.predicate === predicate && f.direction === "out");
  const status = fact("status")?.other;
  return { status: status ? termName(status) : null, date: fact("date")?.value?.value ?? null };
}

function EvidenceView({ evidence, event, note: drawn, route }: ViewProps) {
  const note = useNote(evidence, event, drawn);
  const ofEvent = event === null ? evidence.items : evidence.items.filter((claim) => about(claim, event));
  // a service that does not tell the events apart: then everything is shown as one
  const mine = ofEvent.length ? ofEvent : evidence.items;
  const rest = ofEvent.length ? evidence.items.filter((claim) => !ofEvent.includes(claim)) : [];
  const articles = new Set(mine.map((claim) => claim.article.id)).size;
  return (
    <article class="evidence" aria-labelledby="panel-title">
      <header class="panel-head">
        <p class="eyebrow">
          <Icon name="quote" />
          Evidence
        </p>
        <Sentence evidence={evidence} note={note} route={route} />
        {note && (note.status || note.date) && (
          <p class="edge-note">
            <Status status={note.status} predicate={evidence.predicate} />
            <DateText edtf={note.date} />
          </p>
        )}
        <Caution predicate={evidence.predicate} note={note} />
      </header>
      {evidence.derived && <Derivation derived={evidence.derived} event={event} route={route} />}
      {mine.length === 0 ? (
        <p class="muted">No article in the graph is on record for this.</p>
      ) : (
        <p class="tally-line">
          {count(mine.length, "claim")} in {count(articles, "article")}
        </p>
      )}
      <Passages claims={mine} edge={evidence} route={route} />
      {rest.length > 0 && (
        <details class="more-evidence">
          <summary>Evidence of their other events ({count(rest.length, "claim")})</summary>
          <Passages claims={rest} edge={evidence} route={route} />
        </details>
      )}
    </article>
  );
}

function Sentence({ evidence, note, route }: { evidence: Evidence; note: EdgeNote | null; route: Route }) {
  const { subject, predicate, object } = evidence;
  return (
    <h2 id="panel-title" class="sentence" dir="auto">
      <Name thing={subject} route={route} /> <em>{verb(predicate, note?.status ?? null)}</em>{" "}
      <ObjectName object={object} predicate={predicate} route={route} />
    </h2>
  );
}

function Caution({ predicate, note }: { predicate: string; note: EdgeNote | null }) {
  const standing = standingOf(note?.status ?? null, predicate);
  if (standing === "ahead") return <p class="caution">Said to come, not reported as having happened.</p>;
  if (standing === "off") return <p class="caution">Reported as {note?.status?.toLowerCase()}.</p>;
  return null;
}

function Derivation({ derived, event, route }: { derived: NonNullable<Evidence["derived"]>; event: string | null; route: Route }) {
  const [all, setAll] = useState(false);
  const of = (t: Triple) => event === null || t.subject.id === event || objectKey(t.object) === event;
  const mine = derived.from.filter(of);
  const from = mine.length && !all ? mine : derived.from;
  return (
    <section class="derivation" aria-label="How it was worked out">
      <p>
        Worked out by the rule <strong>{spelt(derived.rule.replaceAll("-", " "))}</strong> from:
      </p>
      <ul>
        {from.map((triple, i) => (
          <li key={i}>
            <TripleLink triple={triple} route={route} />
          </li>
        ))}
      </ul>
      {mine.length > 0 && mine.length < derived.from.length && (
        <button type="button" class="text-button" onClick={() => setAll(!all)}>
          {all ? "Only of this event" : `and ${count(derived.from.length - mine.length, "fact")} of other events`}
        </button>
      )}
    </section>
  );
}

function TripleLink({ triple, route }: { triple: Triple; route: Route }) {
  const edge = { subject: triple.subject.id, predicate: triple.predicate, object: objectKey(triple.object), event: null };
  return (
    <a class="triple" href={linkTo(route, { edge })}>
      <Mark family={familyOf(triple.subject.type)} />
      <span dir="auto">
        {triple.subject.label} <em>{verb(triple.predicate)}</em> {objectLabel(triple.object)}
      </span>
    </a>
  );
}

interface Passage {
  claim: Claim;
  span: EvidenceSpan;
  claims: Claim[];
}

/** One passage for each stretch of text, however many claims it bears. */
function passages(claims: readonly Claim[]): Passage[] {
  const out = new Map<string, Passage>();
  for (const claim of claims) {
    for (const span of claim.evidence) {
      const key = `${claim.article.id} ${span.start} ${span.end} ${JSON.stringify(claim.statement)}`;
      const known = out.get(key);
      if (known) known.claims.push(claim);
      else out.set(key, { claim, span, claims: [claim] });
    }
  }
  return [...out.values()].sort(
    (a, b) => b.claim.article.published.localeCompare(a.claim.article.published) || a.span.start - b.span.start,
  );
}

function Passages({ claims, edge, route }: { claims: readonly Claim[]; edge: Triple; route: Route }) {
  return (
    <ol class="passages">
      {passages(claims).map((passage) => (
        <li key={`${passage.claim.article.id} ${passage.span.start} ${passage.span.end}`}>
          <PassageCard passage={passage} edge={edge} route={route} />
        </li>
      ))}
    </ol>
  );
}

function PassageCard({ passage, edge, route }: { passage: Passage; edge: Triple; route: Route }) {
  const { claim, span, claims } = passage;
  const { article } = claim;
  const href = linkTo(route, { view: "article", article: article.id, at: [span.start, span.end] });
  const same = (c: Claim) =>
    c.subject.id === edge.subject.id && c.predicate === edge.predicate && objectKey(c.object) === objectKey(edge.object);
  const lines = claims.every(same) ? [] : distinct(claims);
  return (
    <figure class="passage">
      <Quote article={article.id} span={span} href={href} />
      <figcaption>
        <a class="passage-title" href={href} dir="auto">
          {articleTitle(article)}
        </a>
        <Source article={article} />
        <StatementLine said={claim.statement} route={route} />
        {lines.length > 0 && (
          <ul class="supports" aria-label="What the passage is evidence of">
            {lines.map((c) => (
              <li key={c.id} dir="auto">
                {c.subject.label} <em>{verb(c.predicate)}</em> {objectLabel(c.object)}
                <Certainty claim={c} short />
              </li>
            ))}
          </ul>
        )}
        {lines.length === 0 && <Certainty claim={claim} />}
      </figcaption>
    </figure>
  );
}

function distinct(claims: readonly Claim[]): Claim[] {
  return [...new Map(claims.map((c) => [c.id, c])).values()];
}

/** The words in their paragraph. Until the article is here, and if its text does not agree, the words alone. */
function Quote({ article, span, href }: { article: string; span: EvidenceSpan; href: string }) {
  const load = useLoad(`quote ${article} ${span.start} ${span.end}`, () => readArticle(article));
  const around = load.state === "ready" ? surroundings(load.data.text, span) : null;
  const agrees = around?.words === span.quote;
  return (
    <blockquote dir="auto">
      <a href={href} aria-label={`${span.quote} — read it in the article`}>
        {around && agrees && <span class="around">{around.before}</span>}
        <mark>{span.quote}</mark>
        {around && agrees && <span class="around">{around.after}</span>}
      </a>
    </blockquote>
  );
}

function StatementLine({ said, route }: { said: Said | null; route: Route }) {
  if (said === null || (said.mode === "narrator" && said.speakers.every((s) => s.type === "Article"))) {
    return <p class="said">{sentenceCase(MODE_LABELS["narrator"] ?? "")}</p>;
  }
  return (
    <div class="said">
      <p>
        {said.speakers.length ? (
          <>
            Said by <Names things={said.speakers} route={route} />
          </>
        ) : (
          "Said by someone not named"
        )}
        , {MODE_LABELS[said.mode] ?? spelt(said.mode)}
        {said.channel && (
          <>
            , in <Name thing={said.channel} route={route} />
          </>
        )}
        {said.cue && <> (“{said.cue}”)</>}
      </p>
      {said.warning && (
        <p class="warning">
          <Icon name="warning" />
          {said.warning}
        </p>
      )}
    </div>
  );
}

function Certainty({ claim, short = false }: { claim: Claim; short?: boolean }) {
  const percent = claim.confidence === null ? null : Math.round(claim.confidence * 100);
  const note = KIND_NOTES[claim.kind];
  return (
    <span class="certainty">
      <span class={`badge kind-${claim.kind}`} title={note ?? claim.kind}>
        {claim.kind}
      </span>
      {percent !== null && (
        <span class="confidence" title="How sure the reader was that the text says so">
          {!short && "confidence "}
          <meter min={0} max={100} value={percent} aria-label={`Confidence ${percent} %`} />
          {percent} %
        </span>
      )}
    </span>
  );
}
