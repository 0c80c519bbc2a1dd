/** The service counts code points, JavaScript UTF-16 units: every offset passes through here. */

/** Positions in one text, by code point and by UTF-16 unit. A lone surrogate counts as one code point, as in Python. */
export class CodePoints {
  /** UTF-16 position of each code point, and the end; null when the two counts agree everywhere */
  private readonly starts: Uint32Array | null;

  constructor(readonly text: string) {
    if (!/[\ud800-\udbff]/.test(text)) {
      this.starts = null;
      return;
    }
    const starts: number[] = [];
    let at = 0;
    for (const character of text) {
      starts.push(at);
      at += character.length;
    }
    starts.push(at);
    this.starts = Uint32Array.from(starts);
  }

  /** Number of code points. */
  get length(): number {
    return this.starts ? this.starts.length - 1 : this.text.length;
  }

  /** UTF-16 position of a code point; positions past the end are the end. */
  unit(codePoint: number): number {
    const at = Math.max(0, Math.min(codePoint, this.length));
    return this.starts ? (this.starts[at] as number) : at;
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}
