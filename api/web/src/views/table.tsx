import { useMemo, useState } from "preact/hooks";

import type { GraphEdge } from "../api/contract.ts";
import type { Load } from "../api/load.ts";
import { keyOf, nameOf, type Picture, sameEdge, visible } from "../graph/picture.ts";
import { Legend } from "../graph/legend.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { DateText, Mark, Status } from "../parts/things.tsx";
import { dateInWords } from "../reading/edtf.ts";
import { familyOf, standingOf, statusLabel } from "../reading/kinds.ts";
import { verb } from "../reading/words.ts";
import { linkTo, type Route } from "../route.ts";
import { PictureBar } from "./picture-bar.tsx";

const COLUMNS = ["From", "Relation", "To", "Status", "Date"] as const;
type Column = (typeof COLUMNS)[number];

interface Row {
  edge: GraphEdge;
  from: string;
  to: string;
  relation: string;
}

function sortKey(row: Row, column: Column): string {
  switch (column) {
    case "From":
      return row.from;
    case "Relation":
      return row.relation;
    case "To":
      return row.to;
    case "Status":
      return row.edge.status ?? "\uffff";
    case "Date":
      return row.edge.latest ?? row.edge.earliest ?? row.edge.date ?? "";
  }
}

/** The same edges as in the graph, for keyboards, screen readers and those who like lists. */
export function TableView({ load, route }: { load: Load<Picture>; route: Route }) {
  if (load.state === "failed") return <Failed error={load.error} retry={load.retry} />;
  const picture = load.state === "ready" ? load.data : load.last;
  if (!picture) return <Loading what="Fetching the edges…" />;
  return <EdgeTable picture={picture} route={route} busy={load.state === "loading"} />;
}

function EdgeTable({ picture, route, busy }: { picture: Picture; route: Route; busy: boolean }) {
  const [sort, setSort] = useState<{ column: Column; down: boolean }>({ column: "Date", down: true });
  const [words, setWords] = useState("");
  const shown = useMemo(() => visible(picture, route.hide, [route.center]), [picture, route.hide.join(","), route.center]);
  const rows = useMemo(() => {
    const all = shown.edges.map((edge) => ({
      edge,
      from: nameOf(picture, edge.source),
      to: nameOf(picture, edge.target),
      relation: verb(edge.predicate, edge.status),
    }));
    const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const matching = all.filter((row) => {
      const text = `${row.from} ${row.relation} ${row.to} ${row.edge.status ?? ""} ${row.edge.date ?? ""}`.toLocaleLowerCase();
      return wanted.every((word) => text.includes(word));
    });
    const turn = sort.down ? -1 : 1;
    return matching.sort(
      (a, b) => turn * sortKey(a, sort.column).localeCompare(sortKey(b, sort.column)) || a.edge.id.localeCompare(b.edge.id),
    );
  }, [picture, shown, words, sort]);
  return (
    <section class="table-view" aria-labelledby="view-title">
      <h1 id="view-title" class="visually-hidden">
        Edges of the graph
      </h1>
      <PictureBar picture={picture} shown={shown} route={route} busy={busy} />
      <div class="table-tools">
        <input
          type="search"
          class="filter"
          value={words}
          placeholder="Filter these edges"
          aria-label="Filter these edges by words"
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <Legend picture={picture} route={route} open={false} />
      </div>
      <div class="scroll" role="region" aria-label="Edges" tabIndex={0}>
        <table class="edges" role="table">
          <thead role="rowgroup">
            <tr role="row">
              {COLUMNS.map((column) => (
                <th key={column} scope="col" role="columnheader" aria-sort={sort.column === column ? (sort.down ? "descending" : "ascending") : "none"}>
                  <button
                    type="button"
                    onClick={() => setSort({ column, down: sort.column === column ? !sort.down : column === "Date" })}
                  >
                    {column}
                    <span class="sort" aria-hidden="true">
                      {sort.column === column ? (sort.down ? "↓" : "↑") : ""}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map((row) => (
              <EdgeRow key={row.edge.id} row={row} picture={picture} route={route} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="muted nothing">{words ? "No edge has these words." : "No edges here."}</p>}
      </div>
    </section>
  );
}

function EdgeRow({ row, picture, route }: { row: Row; picture: Picture; route: Route }) {
  const { edge } = row;
  const chosen = sameEdge(edge, route.edge);
  const said = [row.from, row.relation, row.to].join(" ");
  const notes = [edge.status && statusLabel(edge.status).toLowerCase(), edge.date && dateInWords(edge.date)].filter(Boolean).join(", ");
  const open = () => {
    location.hash = linkTo(route, { edge: keyOf(edge) });
  };
  return (
    <tr role="row" class={`${standingOf(edge.status, edge.predicate) ?? ""}${chosen ? " chosen" : ""}`}>
      <td role="cell" class="from">
        <Mark family={familyOf(picture.nodes.get(edge.source)?.type ?? "")} />
        <span dir="auto">{row.from}</span>
      </td>
      <td role="cell" class="relation">
        <button type="button" onClick={open} aria-pressed={chosen} aria-label={`${said}${notes ? `, ${notes}` : ""}: show the evidence`}>
          {row.relation}
        </button>
      </td>
      <td role="cell" class="to">
        <Mark family={familyOf(picture.nodes.get(edge.target)?.type ?? "")} />
        <span dir="auto">{row.to}</span>
      </td>
      <td role="cell" class="status">
        <Status status={edge.status} predicate={edge.predicate} short />
      </td>
      <td role="cell" class="when">
        <DateText edtf={edge.date} />
      </td>
    </tr>
  );
}
