/** EDTF as the graph holds it, in words. What is not understood is shown as it is. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Month codes above 12, Library of Congress EDTF, levels 1 and 2. */
const PARTS: Record<number, string> = {
  21: "spring",
  22: "summer",
  23: "autumn",
  24: "winter",
  33: "first quarter of",
  34: "second quarter of",
  35: "third quarter of",
  36: "fourth quarter of",
  37: "first third of",
  38: "second third of",
  39: "last third of",
  40: "first half of",
  41: "second half of",
};

interface Day {
  year: string;
  month: number | null;
  day: number | null;
}

function day(text: string): Day | null {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!found) return null;
  const month = found[2] ? Number(found[2]) : null;
  if (month !== null && !(month >= 1 && month <= 12) && !(month in PARTS)) return null;
  return { year: found[1] as string, month, day: found[3] ? Number(found[3]) : null };
}

function words(d: Day): string {
  if (d.month === null) return d.year;
  if (d.month > 12) return `${PARTS[d.month]} ${d.year}`;
  const month = `${MONTHS[d.month - 1]} ${d.year}`;
  return d.day === null ? month : `${d.day} ${month}`;
}

/** Two days without what they share: “4–5 Dec 2025”. */
function range(a: Day, b: Day, joint: string): string {
  if (a.day !== null && b.day !== null && a.year === b.year) {
    if (a.month === b.month) return `${a.day}${joint}${words(b)}`;
    return `${a.day} ${MONTHS[(a.month as number) - 1]}${joint}${words(b)}`;
  }
  return `${words(a)}${joint}${words(b)}`;
}

export function dateInWords(edtf: string): string {
  const single = day(edtf);
  if (single) return words(single);
  const set = /^[[{](.*)\.\.(.*)[\]}]$/.exec(edtf);
  if (set) {
    const [a, b] = [day(set[1] as string), day(set[2] as string)];
    if (a && b) return `between ${range(a, b, " and ")}`;
    if (a && !set[2]) return `on or after ${words(a)}`;
    if (b && !set[1]) return `on or before ${words(b)}`;
    return edtf;
  }
  const [from, to, ...rest] = edtf.split("/");
  if (from === undefined || to === undefined || rest.length) return edtf;
  const [a, b] = [day(from), day(to)];
  if (a && b) return range(a, b, a.day !== null && b.day !== null && a.year === b.year && a.month === b.month ? "–" : " – ");
  if (a && (to === ".." || to === "")) return `from ${words(a)}`;
  if (b && (from === ".." || from === "")) return `until ${words(b)}`;
  return edtf;
}
