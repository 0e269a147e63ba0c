"use client";

import { type ColumnDef, useTable } from "@tanstack/react-table";
import { type ReactNode, useRef, useState } from "react";
import { useColumnsChoice } from "./columns-choice";
import classes from "./data-table.module.css";
import { type TableParts, type TableRow, tableParts } from "./table-parts";
import { useRowKeys } from "./use-row-keys";

type Props<Row extends TableRow> = {
  /** Says to a screen reader what the rows are. */
  caption: string;
  columns: ColumnDef<TableParts, Row>[];
  rows: Row[];
  /** Columns of figures, set to the right. */
  figures?: readonly string[];
  /** Under the rows, at the end: where to go on. */
  pager: ReactNode;
};

/** Rows as the server ordered them; scrolls inside itself, with its first column in place. */
export function DataTable<Row extends TableRow>({ caption, columns, rows, figures = [], pager }: Props<Row>) {
  const { hidden } = useColumnsChoice();
  const body = useRef<HTMLTableSectionElement>(null);
  const [said, say] = useState("");
  useRowKeys(body, say);
  const columnVisibility = Object.fromEntries(hidden.map((column) => [column, false]));
  const table = useTable({
    features: tableParts,
    columns,
    data: rows,
    getRowId: ({ id }) => id,
    state: { columnVisibility },
  });
  const align = (column: string) => (figures.includes(column) ? "right" : undefined);
  return (
    <div className={classes.card}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => (
                  <th key={header.id} scope="col" data-align={align(header.column.id)}>
                    <table.FlexRender header={header} />
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody ref={body}>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} data-copy={row.original.copy ?? undefined}>
                {row.getVisibleCells().map((cell) => (
                  <td key={cell.id} data-align={align(cell.column.id)}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.foot}>
        <span className={classes.keys}>
          <kbd>j</kbd> <kbd>k</kbd> rows · <kbd>Enter</kbd> open · <kbd>c</kbd> copy provider id
        </span>
        <span role="status" className={classes.said}>
          {said}
        </span>
        {pager}
      </div>
    </div>
  );
}
