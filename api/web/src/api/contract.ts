/** The JSON of the REST API, as the page reads it. Ids are IRIs without the base; offsets are code points. */

export interface Ref {
  id: string;
  iri: string;
  label: string;
  type: string;
}

export interface Value {
  value: string;
  datatype: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface ArticleSummary {
  id: string;
  identifier: string;
  title: string | null;
  published: string;
  publisher: string | null;
  url: string | null;
  claims: number;
  excerpt: string;
}

export interface Article extends ArticleSummary {
  text: string;
  things: Ref[];
}

export interface Stats {
  articles: number;
  claims: number;
  entities: number;
  events: number;
  agreements: number;
  commitments: number;
  statements: number;
  byType: Record<string, number>;
  latest: ArticleSummary[];
}

export interface Hit extends Ref {
  matched: string;
  altLabels: string[];
}

export interface Fact {
  predicate: string;
  direction: "out" | "in";
  other: Ref | null;
  value: Value | null;
  derived: boolean;
  status: string | null;
  date: string | null;
}

export interface Entity extends Ref {
  altLabels: string[];
  country: Ref | null;
  facts: Fact[];
}

export interface EventItem extends Ref {
  status: string | null;
  date: string | null;
  earliest: string | null;
  latest: string | null;
  place: Ref | null;
  participants: Ref[];
  countries: Ref[];
  visitors: Ref[];
  destination: Ref | null;
  produces: Ref[];
}

export interface AgreementItem extends Ref {
  status: string | null;
  date: string | null;
  earliest: string | null;
  latest: string | null;
  instrument: string | null;
  parties: Ref[];
  signatories: Ref[];
  areas: string[];
  provisions: string[];
  establishes: Ref[];
}

export interface CommitmentItem extends Ref {
  modality: string | null;
  by: Ref[];
  toward: Ref[];
  under: Ref | null;
  target: Ref | null;
  quote: string | null;
}

export interface EvidenceSpan {
  quote: string;
  start: number;
  end: number;
}

export interface Said {
  speakers: Ref[];
  mode: string;
  channel: Ref | null;
  cue: string | null;
  warning: string | null;
}

export interface Claim {
  id: string;
  subject: Ref;
  predicate: string;
  object: Ref | Value;
  confidence: number | null;
  kind: string;
  article: ArticleSummary;
  evidence: EvidenceSpan[];
  statement: Said | null;
}

export interface Triple {
  subject: Ref;
  predicate: string;
  object: Ref | Value;
}

export interface Evidence extends Triple {
  derived: { rule: string; from: Triple[] } | null;
  items: Claim[];
}

export interface GraphNode {
  id: string;
  label: string;
  type: string;
  country: string | null;
  degree: number;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  predicate: string;
  status: string | null;
  date: string | null;
  earliest: string | null;
  latest: string | null;
  confidence: number | null;
  event: string | null;
}

export interface GraphAnswer {
  nodes: GraphNode[];
  edges: GraphEdge[];
  omitted: { nodes: number; edges: number };
}

export function isRef(object: Ref | Value): object is Ref {
  return "id" in object;
}

/** What a triple's object is called in a request for evidence: the id of a thing, or the literal itself. */
export function objectKey(object: Ref | Value): string {
  return isRef(object) ? object.id : object.value;
}

/** The name of a term of the vocabulary (a status) within its IRI; other labels as they are. */
export function termName(ref: Ref): string {
  return ref.label.replace(/^.*#/, "");
}

export function objectLabel(object: Ref | Value): string {
  return isRef(object) ? termName(object) : object.value;
}
