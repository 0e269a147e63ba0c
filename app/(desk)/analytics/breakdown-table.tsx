import Link from "next/link";
import { Card } from "@/components/card/card";
import { OutcomeBar } from "@/components/charts/outcome-bar";
import { formatCount } from "@/lib/analytics/format-rate";
import type { prepareBreakdown } from "@/lib/analytics/prepare-breakdown";
import { DIMENSIONS, type RateFilters, withRateFilters } from "@/lib/analytics/rate-filters";
import classes from "./breakdown-table.module.css";
import { DIMENSION_LABELS } from "./rate-words";

type Table = ReturnType<typeof prepareBreakdown>;

/** The same figures by one dimension, the largest first. A name narrows the page to it; bars and counts lead to messages. */
export function BreakdownTable({ table, filters }: { table: Table; filters: RateFilters }) {
  const { rows, more, withoutMessage } = table;
  return (
    <Card title="Breakdown" aside={<DimensionTabs filters={filters} />}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <caption className="visually-hidden">Delivery and completion by {DIMENSION_LABELS[filters.by]}</caption>
          <thead>
            <tr>
              <th scope="col">{DIMENSION_LABELS[filters.by]}</th>
              <th scope="col">Messages</th>
              <th scope="col" className={classes.wide}>
                Outcome of messages
              </th>
              <th scope="col">Delivered</th>
              <th scope="col">Completed</th>
              <th scope="col">p95</th>
              <th scope="col">vs period before</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <BreakdownRow key={row.value} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {withoutMessage && <p className={classes.more}>{withoutMessage}</p>}
      {more > 0 && <p className={classes.more}>{formatCount(more)} smaller ones are not shown: narrow the filters.</p>}
    </Card>
  );
}

function BreakdownRow({ row }: { row: Table["rows"][number] }) {
  return (
    <tr data-small={row.isSmall || undefined}>
      <th scope="row">
        <Link href={row.narrowHref} prefetch={false} scroll={false}>
          {row.name}
        </Link>
      </th>
      <td>
        <Link href={row.messagesHref} prefetch={false}>
          {row.messages}
          <span className="visually-hidden"> messages, {row.name}</span>
        </Link>
      </td>
      <td className={classes.wide}>
        <OutcomeBar parts={row.parts} />
      </td>
      <RateCell cell={row.delivered} />
      <RateCell cell={row.completed} />
      <td>{row.p95 ?? "–"}</td>
      <td>{row.change ? <span data-tone={row.change.tone}>{row.change.text}</span> : <SmallNote row={row} />}</td>
    </tr>
  );
}

function RateCell({ cell }: { cell: Table["rows"][number]["delivered"] }) {
  if (!cell) return <td>–</td>;
  return (
    <td title={cell.title}>
      <b>{cell.share}</b>{" "}
      <span className={classes.of}>
        {cell.interval} · n {cell.of}
      </span>
    </td>
  );
}

function SmallNote({ row }: { row: Table["rows"][number] }) {
  return <span className={classes.faint}>{row.isSmall ? "small sample" : "too few before"}</span>;
}

function DimensionTabs({ filters }: { filters: RateFilters }) {
  return (
    <nav aria-label="Break down by" className={classes.tabs}>
      {DIMENSIONS.map((by) => (
        <Link
          key={by}
          href={withRateFilters("/analytics", { ...filters, by })}
          prefetch={false}
          scroll={false}
          aria-current={filters.by === by || undefined}
        >
          {DIMENSION_LABELS[by]}
        </Link>
      ))}
    </nav>
  );
}
