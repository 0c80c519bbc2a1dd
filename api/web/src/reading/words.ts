import { standingOf } from "./kinds.ts";

/** Names of the vocabulary in plain English. A name that is not listed is spelt out from its camel case. */

export function spelt(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TYPES: Record<string, string> = {
  Organization: "Organisation",
  InternationalOrganization: "International organisation",
  NewsOrganization: "News organisation",
  Commitment: "Promise",
};

export function typeLabel(type: string): string {
  return TYPES[type] ?? sentenceCase(spelt(type));
}

/**
 * A predicate three ways: `verb` between subject and object, `out` as a heading over the objects, `in` as a heading over the subjects.
 * The words say no more than the predicate: `participant` holds of planned events too, so nobody “took part”.
 */
interface Words {
  verb: string;
  out: string;
  in: string;
}

const PREDICATES: Record<string, Words> = {
  metWith: { verb: "met", out: "Met", in: "Met" },
  plansToMeet: { verb: "is to meet", out: "To meet (not reported as held)", in: "To meet (not reported as held)" },
  visited: { verb: "visited", out: "Visited", in: "Visited by" },
  cooperatesWith: { verb: "has an agreement with", out: "Has agreements with", in: "Has agreements with" },
  partyTo: { verb: "is a party to", out: "Party to", in: "Parties" },
  holdsPost: { verb: "holds the post of", out: "Holds the post", in: "Held by" },
  postOf: { verb: "is a post of", out: "A post of", in: "Posts" },
  heads: { verb: "heads", out: "Heads", in: "Headed by" },
  ofCountry: { verb: "is of", out: "Country", in: "Belonging to it" },
  inCountry: { verb: "is in", out: "In", in: "Places in it" },
  accreditedTo: { verb: "is accredited to", out: "Accredited to", in: "Missions accredited here" },
  represents: { verb: "represents", out: "Represents", in: "Represented by" },
  accountOf: { verb: "is an account of", out: "Account of", in: "Accounts" },
  publishedOn: { verb: "was published on", out: "Published on", in: "Published here" },
  participant: { verb: "has the participant", out: "Participants", in: "Participant in" },
  involves: { verb: "involves", out: "Involves", in: "Involved in" },
  visitor: { verb: "has the visitor", out: "Visitors", in: "Visitor in" },
  host: { verb: "has the host", out: "Hosts", in: "Host of" },
  destination: { verb: "has the destination", out: "Destination", in: "Destination of" },
  place: { verb: "has the place", out: "Place", in: "Place of" },
  status: { verb: "has the status", out: "Status", in: "Status of" },
  date: { verb: "has the date", out: "Date", in: "Date of" },
  topic: { verb: "is about", out: "Topics", in: "Topic of" },
  area: { verb: "covers", out: "Covers", in: "Covered by" },
  discussed: { verb: "discussed", out: "Discussed", in: "Discussed in" },
  during: { verb: "is during", out: "During", in: "In the course of it" },
  inSeries: { verb: "is a session of", out: "Session of", in: "Sessions" },
  produces: { verb: "produces", out: "Produces", in: "Produced by" },
  party: { verb: "has the party", out: "Parties", in: "Party to" },
  signatory: { verb: "has the signatory", out: "Signatories", in: "Signatory of" },
  instrument: { verb: "is", out: "Kind of document", in: "Kind of document of" },
  provision: { verb: "provides for", out: "Provisions", in: "Provided for in" },
  establishes: { verb: "establishes", out: "Establishes", in: "Established by" },
  by: { verb: "is by", out: "By", in: "Promises by it" },
  toward: { verb: "is toward", out: "Toward", in: "Promises toward it" },
  under: { verb: "is under", out: "Under", in: "Under it" },
  target: { verb: "aims at", out: "Aims at", in: "Aimed at by" },
  modality: { verb: "is of the kind", out: "How firm", in: "How firm" },
  altLabel: { verb: "is also called", out: "Also called", in: "Name of" },
  label: { verb: "is called", out: "Called", in: "Name of" },
  type: { verb: "is a", out: "Kind", in: "Kind of" },
  fulfilledBy: { verb: "is fulfilled by", out: "Fulfilled by", in: "Fulfils" },
};

/** Planned meetings say how planned they are. */
const TO_MEET: Record<string, string> = {
  Scheduled: "is scheduled to meet",
  Planned: "plans to meet",
  Proposed: "is proposed to meet",
};

/** For edges that the service should never send: what is said of things done, of something that is not. */
const NOT_DONE: Record<string, string> = {
  metWith: "is to meet",
  visited: "is to visit",
  cooperatesWith: "may make an agreement with",
};

export function verb(predicate: string, status: string | null = null): string {
  if (predicate === "plansToMeet" && status !== null) return TO_MEET[status] ?? "is to meet";
  if (predicate in NOT_DONE && status !== null && standingOf(status) !== "firm") return NOT_DONE[predicate] ?? "";
  return PREDICATES[predicate]?.verb ?? spelt(predicate);
}

export function heading(predicate: string, direction: "out" | "in"): string {
  return PREDICATES[predicate]?.[direction] ?? sentenceCase(spelt(predicate)) + (direction === "in" ? " of" : "");
}

/** Predicates in the order in which a reader wants them; the rest follow by name. */
const ORDER = Object.keys(PREDICATES);

export function predicateRank(predicate: string): number {
  const at = ORDER.indexOf(predicate);
  return at < 0 ? ORDER.length : at;
}

export const MODE_LABELS: Record<string, string> = {
  narrator: "reported by the article itself",
  direct: "in direct quotation",
  indirect: "in indirect speech",
  "indirect-continued": "in indirect speech, continued",
  "reported-speech-act": "as a reported act of speech",
  "embedded-post": "in an embedded post",
};

export const KIND_NOTES: Record<string, string> = {
  asserted: "The text says it.",
  inferred: "It follows from what the text says.",
  background: "Knowledge brought in, not from the article.",
};

export const MODALITY_LABELS: Record<string, string> = {
  will: "will",
  plans: "plans",
  interest: "is interested",
  requests: "is asked",
  reaffirmed: "reaffirmed",
  considering: "is considering",
};

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
}
