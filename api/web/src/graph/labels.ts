/** How names are written on the canvas: with a halo, so that they can be read over edges. */

import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from "sigma/rendering";

import type { DrawnNode } from "./node-program.ts";
import type { Palette } from "./palette.ts";

const LONGEST = 34;

export function shortened(label: string): string {
  const characters = [...label];
  return characters.length <= LONGEST ? label : `${characters.slice(0, LONGEST - 1).join("").trimEnd()}…`;
}

function font(palette: Palette, size: number, weight: string | number): string {
  return `${weight} ${size}px ${palette.font}`;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The room that names have taken on the canvas in the frame being drawn. */
export class Room {
  private boxes: Box[] = [];
  width = 0;

  /** For a new frame on a canvas this wide, in pixels of the page. */
  clear(width: number): void {
    this.boxes = [];
    this.width = width;
  }

  /** Takes the box unless another name is there; a strong one is written in any case. */
  take(box: Box, strong: boolean): boolean {
    const free = this.boxes.every((b) => box.right < b.left || b.right < box.left || box.bottom < b.top || b.bottom < box.top);
    if (free || strong) this.boxes.push(box);
    return free || strong;
  }
}

export function labelDrawer(palette: () => Palette, room: Room): NodeLabelDrawingFunction {
  return (context, data, settings) => {
    if (!data.label) return;
    const colours = palette();
    const strong = (data as unknown as DrawnNode).weight > 1;
    const size = settings.labelSize;
    context.font = font(colours, size, strong ? 600 : 450);
    const text = shortened(data.label);
    const width = context.measureText(text).width;
    const right = data.x + data.size + 5;
    // on the left where there is no room on the right
    const x = right + width > room.width && data.x - data.size - 5 > width ? data.x - data.size - 5 - width : right;
    const y = data.y + size * 0.34;
    const box = { left: x - 2, right: x + width + 2, top: y - size, bottom: y + size * 0.3 };
    if (!room.take(box, strong)) return;
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = colours.canvas;
    context.strokeText(text, x, y);
    context.fillStyle = colours.ink;
    context.fillText(text, x, y);
  };
}

export function hoverDrawer(palette: () => Palette, room: Room): NodeHoverDrawingFunction {
  return (context, data, settings) => {
    if (!data.label) return;
    const colours = palette();
    const size = settings.labelSize;
    context.font = font(colours, size, 600);
    const text = data.label;
    const width = context.measureText(text).width;
    const right = data.x + data.size + 1;
    const left = right + width + 14 > room.width ? Math.max(2, data.x - data.size - width - 15) : right;
    const height = size + 11;
    context.beginPath();
    context.roundRect(left, data.y - height / 2, width + 14, height, 6);
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
    context.fillText(text, left + 7, data.y + size * 0.34);
  };
}
