import type {
  AgreementItem,
  Article,
  ArticleSummary,
  Claim,
  CommitmentItem,
  Entity,
  EventItem,
  Evidence,
  GraphAnswer,
  Hit,
  Page,
  Stats,
} from "./contract.ts";

/** What the service, or the way to it, said went wrong. `status` is 0 when there was no answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(`${title}: ${detail}`);
  }
}

type Params = Record<string, string | number | null | undefined>;

/** Relative, so that the page also works below a path prefix. */
const ROOT = "api/v1/";

function idPath(id: string): string {
  return id.split("/").map(encodeURIComponent).join("/");
}

export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return ROOT + path + (text ? `?${text}` : "");
}

async function get<T>(path: string, params: Params, signal: AbortSignal | undefined): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(address(path, params), { headers: { Accept: "application/json" }, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "No answer", "The service could not be reached. Is “communique serve” still running?");
  }
  if (!answer.ok) throw await problem(answer);
  try {
    return (await answer.json()) as T;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(answer.status, "Unreadable answer", "The service answered with something that is not JSON.");
  }
}

/** RFC 9457 where the service speaks it, else the bare status. */
async function problem(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => null)) as { title?: unknown; detail?: unknown } | null;
  const text = (value: unknown, otherwise: string) => (typeof value === "string" && value ? value : otherwise);
  return new ApiError(answer.status, text(body?.title, `Error ${answer.status}`), text(body?.detail, answer.statusText));
}

export const api = {
  stats: (signal?: AbortSignal) => get<Stats>("stats", {}, signal),
  search: (q: string, signal?: AbortSignal) => get<Page<Hit>>("search", { q, limit: 12 }, signal),
  entity: (id: string, signal?: AbortSignal) => get<Entity>(`entities/${idPath(id)}`, {}, signal),
  article: (id: string, signal?: AbortSignal) => get<Article>(`articles/${idPath(id)}`, {}, signal),
  articles: (params: Params, signal?: AbortSignal) => get<Page<ArticleSummary>>("articles", params, signal),
  claims: (id: string, params: Params, signal?: AbortSignal) =>
    get<Page<Claim>>(`articles/${idPath(id)}/claims`, params, signal),
  events: (params: Params, signal?: AbortSignal) => get<Page<EventItem>>("events", params, signal),
  agreements: (params: Params, signal?: AbortSignal) => get<Page<AgreementItem>>("agreements", params, signal),
  commitments: (params: Params, signal?: AbortSignal) => get<Page<CommitmentItem>>("commitments", params, signal),
  evidence: (subject: string, predicate: string, object: string, signal?: AbortSignal) =>
    get<Evidence>("evidence", { subject, predicate, object }, signal),
  graph: (params: Params, signal?: AbortSignal) => get<GraphAnswer>("graph", params, signal),
};

/** All pages of a list, for lists that are short by nature (the claims of one article). */
export async function everything<T>(
  page: (params: Params, signal?: AbortSignal) => Promise<Page<T>>,
  signal?: AbortSignal,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const answer: Page<T> = await page({ limit: 500, cursor }, signal);
    items.push(...answer.items);
    cursor = answer.next;
  } while (cursor);
  return items;
}
