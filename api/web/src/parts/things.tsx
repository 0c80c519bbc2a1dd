/** Small pieces that say what a thing is: its mark, its name, its status, its date. All text comes through as text. */

import type { ArticleSummary, Ref, Value } from "../api/contract.ts";
import { isRef, termName } from "../api/contract.ts";
import { dateInWords } from "../reading/edtf.ts";
import { type Family, familyOf, isSquare, shortStatusLabel, standingOf, statusLabel } from "../reading/kinds.ts";
import { linkTo, type Route } from "../route.ts";

export function Mark({ family }: { family: Family }) {
  return <span class={`mark kind-${family}${isSquare(family) ? " square" : ""}`} aria-hidden="true" />;
}

/** Things of the vocabulary itself (a status, a class) have no page of their own. */
export function isThing(ref: Ref): boolean {
  return ref.id.includes("/") && !/^https?:\/\//.test(ref.id) && ref.type !== "Status";
}

export function Name({ thing, route, mark = false }: { thing: Ref; route: Route; mark?: boolean }) {
  if (!isThing(thing)) return <span>{statusLabel(termName(thing))}</span>;
  const article = thing.type === "Article";
  const href = article
    ? linkTo(route, { view: "article", article: thing.id, at: null })
    : linkTo(route, { entity: thing.id, edge: null });
  return (
    <a class="name" href={href}>
      {mark && <Mark family={familyOf(thing.type)} />}
      {thing.label}
    </a>
  );
}

export function Names({ things, route, most = 8 }: { things: readonly Ref[]; route: Route; most?: number }) {
  const shown = things.slice(0, most);
  return (
    <>
      {shown.map((thing, i) => (
        <span key={thing.id}>
          {i > 0 && ", "}
          <Name thing={thing} route={route} />
        </span>
      ))}
      {things.length > most && ` and ${things.length - most} more`}
    </>
  );
}

export function ObjectName({ object, predicate, route }: { object: Ref | Value; predicate: string; route: Route }) {
  if (isRef(object)) return <Name thing={object} route={route} />;
  if (object.datatype.endsWith("EDTF") || object.datatype === "edtf" || predicate === "date") return <DateText edtf={object.value} />;
  return <span dir="auto">{object.value}</span>;
}

export function Status({ status, predicate = "", short = false }: { status: string | null; predicate?: string; short?: boolean }) {
  if (status === null) return null;
  return (
    <span class={`badge ${standingOf(status, predicate) ?? "none"}`} title={statusLabel(status)}>
      {short ? shortStatusLabel(status) : statusLabel(status)}
    </span>
  );
}

export function DateText({ edtf }: { edtf: string | null }) {
  if (!edtf) return null;
  return (
    <time class="date" title={edtf}>
      {dateInWords(edtf)}
    </time>
  );
}

export function articleTitle(article: ArticleSummary): string {
  return article.title || excerpt(article) || article.identifier;
}

const EXCERPT = 160; // characters the service sends

/** The beginning of the text, ended at a word if it was cut. */
export function excerpt(article: ArticleSummary): string {
  const text = article.excerpt.trimEnd();
  return [...article.excerpt].length < EXCERPT ? text : `${text.replace(/\s+\S*$/, "")}…`;
}

/** Publisher and day, as far as known. */
export function Source({ article }: { article: ArticleSummary }) {
  return (
    <span class="source">
      {article.publisher && <span dir="auto">{article.publisher}</span>}
      {article.publisher && " · "}
      <DateText edtf={article.published} />
    </span>
  );
}

/** An address is followed only over the web: anything else (`javascript:`) stays text. */
export function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) ? url : null;
}
