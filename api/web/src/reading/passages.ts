/** Text cut into pieces at the edges of spans. All positions here are code points until the text is cut. */

import { CodePoints } from "./offsets.ts";

export interface Span {
  start: number;
  end: number;
}

export interface Piece {
  text: string;
  start: number;
  end: number;
  /** the piece lies in the passage asked for */
  marked: boolean;
  /** the narrowest of the other spans that covers the piece */
  span: Span | null;
}

/** The whole text as consecutive pieces; no piece crosses the edge of a span. */
export function pieces(text: CodePoints, marked: Span | null, spans: readonly Span[]): Piece[] {
  const good = spans.filter((s) => 0 <= s.start && s.start < s.end && s.end <= text.length);
  const edges = new Set([0, text.length]);
  for (const s of good) edges.add(s.start).add(s.end);
  if (marked) edges.add(Math.min(marked.start, text.length)).add(Math.min(marked.end, text.length));
  const cuts = [...edges].sort((a, b) => a - b);
  const byWidth = [...good].sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start);
  const out: Piece[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const start = cuts[i] as number;
    const end = cuts[i + 1] as number;
    out.push({
      text: text.slice(start, end),
      start,
      end,
      marked: marked !== null && marked.start <= start && end <= marked.end,
      span: byWidth.find((s) => s.start <= start && end <= s.end) ?? null,
    });
  }
  return out;
}

export interface Surroundings {
  before: string;
  words: string;
  after: string;
}

/** The words of a span with what stands around them in the same paragraph, at most `room` UTF-16 units on each side. */
export function surroundings(text: CodePoints, span: Span, room = 160): Surroundings {
  const from = text.unit(span.start);
  const to = text.unit(span.end);
  const all = text.text;
  let start = all.lastIndexOf("\n", from - 1) + 1;
  if (from === 0) start = 0;
  const newline = all.indexOf("\n", to);
  let end = newline < 0 ? all.length : newline;
  let before = all.slice(start, from);
  let after = all.slice(to, end);
  if (before.length > room) {
    start = before.length - room;
    const space = before.indexOf(" ", start);
    before = `…${before.slice(space < 0 ? start : space)}`;
  }
  if (after.length > room) {
    end = after.lastIndexOf(" ", room);
    after = `${after.slice(0, end > 0 ? end : room)}…`;
  }
  return { before: wellFormed(before.trimStart()), words: all.slice(from, to), after: wellFormed(after.trimEnd()) };
}

/** Cuts by unit can leave half a character at the ellipsis. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");
}
