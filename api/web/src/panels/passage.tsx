/** Beside an open article: what the marked passage is evidence of, or everything the article names. */

import type { Article, Claim, Ref } from "../api/contract.ts";
import { objectKey, objectLabel } from "../api/contract.ts";
import { Icon } from "../parts/icons.tsx";
import { Mark, Name, ObjectName } from "../parts/things.tsx";
import { FAMILIES, FAMILY_LABELS, familyOf } from "../reading/kinds.ts";
import { heading, predicateRank } from "../reading/words.ts";
import { linkTo, type Route } from "../route.ts";

/** Claims that only name or sort a thing: not worth a line of their own. */
export const NAMING = new Set(["label", "altLabel", "type"]);

export function claimsAt(claims: readonly Claim[], at: readonly [number, number]): Claim[] {
  return claims
    .filter((claim) => !NAMING.has(claim.predicate) && claim.evidence.some((e) => e.start < at[1] && at[0] < e.end))
    .sort((a, b) => a.subject.label.localeCompare(b.subject.label) || predicateRank(a.predicate) - predicateRank(b.predicate));
}

export function ArticlePanel({ article, claims, route }: { article: Article; claims: readonly Claim[]; route: Route }) {
  const here = route.at ? claimsAt(claims, route.at) : [];
  return (
    <section class="in-article" aria-labelledby="panel-title">
      <header class="panel-head">
        <p class="eyebrow">In this article</p>
        <h2 id="panel-title">{here.length ? "What the passage says" : "Who and what is named"}</h2>
        {!here.length && <p class="muted">Underlined passages are evidence: choose one to see of what.</p>}
      </header>
      {here.length ? <Claims claims={here} route={route} /> : <Things things={article.things} route={route} />}
    </section>
  );
}

function Claims({ claims, route }: { claims: readonly Claim[]; route: Route }) {
  const subjects = new Map<string, Claim[]>();
  for (const claim of claims) subjects.set(claim.subject.id, [...(subjects.get(claim.subject.id) ?? []), claim]);
  return (
    <>
      {[...subjects.values()].map((group) => {
        const { subject } = group[0] as Claim;
        return (
          <section class="facts" key={subject.id}>
            <h3 class="subject">
              <Name thing={subject} route={route} mark />
            </h3>
            <ul>
              {group.map((claim, i) => {
                const edge = { subject: subject.id, predicate: claim.predicate, object: objectKey(claim.object), event: null };
                const label = `${heading(claim.predicate, "out")}: ${objectLabel(claim.object)}`;
                return (
                  <li class="fact" key={claim.id}>
                    <span class="fact-label">{group[i - 1]?.predicate === claim.predicate ? "" : heading(claim.predicate, "out")}</span>
                    <span class="fact-text" dir="auto">
                      <ObjectName object={claim.object} predicate={claim.predicate} route={route} />
                    </span>
                    <a class="why" href={linkTo(route, { edge })} aria-label={`Evidence: ${label}`} title="Show all evidence">
                      <Icon name="quote" />
                    </a>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Things({ things, route }: { things: readonly Ref[]; route: Route }) {
  return (
    <>
      {FAMILIES.map((family) => {
        const mine = things.filter((thing) => familyOf(thing.type) === family);
        if (!mine.length) return null;
        return (
          <section class="facts" key={family}>
            <h3>
              <Mark family={family} />
              {FAMILY_LABELS[family]}
              <span class="tally">{mine.length}</span>
            </h3>
            <ul>
              {mine.map((thing) => (
                <li class="fact" key={thing.id}>
                  <span class="fact-text" dir="auto">
                    <Name thing={thing} route={route} />
                  </span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
