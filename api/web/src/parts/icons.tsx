/** Line icons, drawn here: 16 units, strokes in the text's colour. */

const PATHS = {
  search: "M7 12.5A5.5 5.5 0 1 0 7 1.5a5.5 5.5 0 0 0 0 11ZM11 11l3.5 3.5",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  quote: "M2.5 11.5v-4a3 3 0 0 1 3-3M2.5 8.5h3.5v3h-3.5M9.5 11.5v-4a3 3 0 0 1 3-3M9.5 8.5h3.5v3h-3.5",
  back: "M13 8H3M7 4L3 8l4 4",
  out: "M6 3H3v10h10v-3M9 3h4v4M13 3L7 9",
  center: "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  expand: "M8 6v4M6 8h4M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z",
  warning: "M8 2l6.5 11.5h-13ZM8 6.5v3M8 11.5v.2",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
