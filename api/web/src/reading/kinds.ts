/** What the vocabulary's classes and statuses mean for the picture: colour, shape, how sure. */

export const FAMILIES = ["country", "person", "body", "post", "event", "agreement", "commitment", "place", "other"] as const;
export type Family = (typeof FAMILIES)[number];

export const FAMILY_LABELS: Record<Family, string> = {
  country: "Countries",
  person: "People",
  body: "Organisations",
  post: "Posts",
  event: "Events",
  agreement: "Agreements",
  commitment: "Promises",
  place: "Places",
  other: "Other",
};

const FAMILY_OF: Record<string, Family> = {
  Country: "country",
  Person: "person",
  Account: "person",
  Organization: "body",
  PublicBody: "body",
  Ministry: "body",
  Agency: "body",
  GovernmentBody: "body",
  DiplomaticMission: "body",
  InternationalOrganization: "body",
  JointBody: "body",
  Company: "body",
  NewsOrganization: "body",
  Platform: "body",
  Delegation: "body",
  Post: "post",
  Tenure: "post",
  Event: "event",
  Meeting: "event",
  Summit: "event",
  Call: "event",
  Visit: "event",
  StateVisit: "event",
  Signing: "event",
  Conference: "event",
  Publication: "event",
  EventSeries: "event",
  Agreement: "agreement",
  Provision: "agreement",
  Commitment: "commitment",
  Place: "place",
  City: "place",
};

export function familyOf(type: string): Family {
  return FAMILY_OF[type] ?? "other";
}

/** Agents and places are round, what they do together is square. */
export function isSquare(family: Family): boolean {
  return family === "event" || family === "agreement" || family === "commitment";
}

/**
 * How far a thing has got. `firm`: reported as done. `ahead`: said to come, or only wished for. `off`: will not be, or not when it was said.
 * What is not firm must never look firm.
 */
export type Standing = "firm" | "ahead" | "off";

const STANDING: Record<string, Standing> = {
  Held: "firm",
  Ongoing: "firm",
  Signed: "firm",
  Reached: "firm",
  InForce: "firm",
  Existing: "firm",
  Scheduled: "ahead",
  Planned: "ahead",
  Proposed: "ahead",
  Negotiating: "ahead",
  Postponed: "off",
  Cancelled: "off",
};

/** Statuses in the order of the legend. */
export const STATUSES = Object.keys(STANDING);

/** A status nobody told us about is not taken for firm. */
export function standingOf(status: string | null, predicate = ""): Standing | null {
  if (predicate === "plansToMeet") return status !== null && STANDING[status] === "off" ? "off" : "ahead";
  if (status === null) return null;
  return STANDING[status] ?? "ahead";
}

const STATUS_LABELS: Record<string, string> = {
  InForce: "In force",
  Negotiating: "Being negotiated",
  Reached: "Reached, not reported signed",
};

export function statusLabel(status: string): string {
  return STATUS_LABELS[status] ?? status;
}

/** Without the explanation. */
export function shortStatusLabel(status: string): string {
  return statusLabel(status).replace(/,.*/, "");
}
