/** Colours for the canvas, read from the style sheet so that there is one list of them. */

import { type Family, FAMILIES, type Standing } from "../reading/kinds.ts";

export interface Palette {
  families: Record<Family, string>;
  edges: Record<Standing | "none", string>;
  ink: string;
  muted: string;
  surface: string;
  canvas: string;
  line: string;
  accent: string;
  font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    families: Object.fromEntries(FAMILIES.map((f) => [f, colour(`kind-${f}`)])) as Record<Family, string>,
    edges: { firm: colour("edge-firm"), ahead: colour("edge-ahead"), off: colour("edge-off"), none: colour("edge-none") },
    ink: colour("ink"),
    muted: colour("muted"),
    surface: colour("surface"),
    canvas: colour("canvas"),
    line: colour("line"),
    accent: colour("accent"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

function channels(hex: string): [number, number, number] {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

/** `part` of the first colour over the second, both `#rrggbb`. The canvas uses no transparency: overlaps would darken. */
export function mixed(colour: string, over: string, part: number): string {
  const a = channels(colour);
  const b = channels(over);
  const hex = a.map((c, i) => Math.round(c * part + (b[i] as number) * (1 - part)).toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}
