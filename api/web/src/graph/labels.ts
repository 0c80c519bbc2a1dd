/**
 * How names are written on the canvas: the most important first, with a halo so that they can be read over edges, and never one over
 * another. Sigma's own labels know nothing of each other.
 */

import type { NodeHoverDrawingFunction } from "sigma/rendering";

import type { Palette } from "./palette.ts";

const SIZE = 12.5; // pixels
const LONGEST = 34; // characters
const LONGEST_ON_PHONES = 20;
const PHONE = 500; // pixels of canvas
/** nodes this large are not written over */
const LANDMARK = 8;

export interface Name {
  text: string;
  /** place and radius of the node in pixels of the canvas */
  x: number;
  y: number;
  radius: number;
  /** written in any case */
  strong: boolean;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function shortened(label: string, longest: number): string {
  const characters = [...label];
  return characters.length <= longest ? label : `${characters.slice(0, longest - 1).join("").trimEnd()}…`;
}

function font(palette: Palette, weight: number): string {
  return `${weight} ${SIZE}px ${palette.font}`;
}

/** Writes as many of the names as there is room for, on the right of their nodes or else on the left. */
export function writeNames(context: CanvasRenderingContext2D, names: readonly Name[], canvas: { width: number; height: number }, palette: Palette): void {
  const inside = names.filter((n) => n.x > -n.radius && n.x < canvas.width + n.radius && n.y > 0 && n.y < canvas.height);
  const ranked = inside.sort((a, b) => Number(b.strong) - Number(a.strong) || b.radius - a.radius || a.text.localeCompare(b.text));
  const taken: Box[] = ranked
    .filter((n) => n.radius >= LANDMARK)
    .map((n) => ({ left: n.x - n.radius, right: n.x + n.radius, top: n.y - n.radius, bottom: n.y + n.radius }));
  const longest = canvas.width < PHONE ? LONGEST_ON_PHONES : LONGEST;
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = palette.canvas;
  context.fillStyle = palette.ink;
  for (const name of ranked) {
    context.font = font(palette, name.strong ? 600 : 450);
    const text = shortened(name.text, longest);
    const box = roomFor(name, context.measureText(text).width, canvas.width, taken);
    if (!box) continue;
    taken.push(box);
    const y = name.y + SIZE * 0.34;
    context.strokeText(text, box.left, y);
    context.fillText(text, box.left, y);
  }
}

function roomFor(name: Name, width: number, limit: number, taken: readonly Box[]): Box | null {
  const gap = name.radius + 5;
  const top = name.y - SIZE * 0.7;
  const bottom = name.y + SIZE * 0.7;
  const right = { left: name.x + gap, right: name.x + gap + width, top, bottom };
  const left = { left: name.x - gap - width, right: name.x - gap, top, bottom };
  const within = [right, left].filter((box) => box.left >= 0 && box.right <= limit);
  return within.find((box) => !taken.some((other) => meet(box, other))) ?? (name.strong ? (within[0] ?? right) : null);
}

/** The full name on a card, for the node under the pointer. */
export function hoverDrawer(palette: () => Palette, width: () => number): NodeHoverDrawingFunction {
  return (context, data) => {
    if (!data.label) return;
    const colours = palette();
    context.font = font(colours, 600);
    const text = data.label;
    const written = context.measureText(text).width;
    const right = data.x + data.size + 1;
    const left = right + written + 14 > width() ? Math.max(2, data.x - data.size - written - 15) : right;
    const height = SIZE + 11;
    context.beginPath();
    context.roundRect(left, data.y - height / 2, written + 14, height, 6);
    context.fillStyle = colours.surface;
    context.shadowColor = "rgba(0, 0, 0, 0.25)";
    context.shadowBlur = 10;
    context.shadowOffsetY = 2;
    context.fill();
    context.shadowColor = "transparent";
    context.shadowBlur = 0;
    context.shadowOffsetY = 0;
    context.strokeStyle = colours.line;
    context.lineWidth = 1;
    context.stroke();
    context.fillStyle = colours.ink;
    context.fillText(text, left + 7, data.y + SIZE * 0.34);
  };
}
