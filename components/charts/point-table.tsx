import Link from "next/link";
import classes from "./time-chart.module.css";
import type { TimePoint } from "./time-chart-model";

type Props = { caption: string; columns: readonly string[]; points: readonly TimePoint[] };

/** The same figures as a table, each time a link to its rows: for the keyboard, for screen readers, for copying. */
export function PointTable({ caption, columns, points }: Props) {
  return (
    <details className={classes.asTable}>
      <summary>As a table</summary>
      <div className={classes.scroll}>
        <table>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
              <th scope="col">Remark</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <PointRow key={point.at} point={point} columns={columns} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function PointRow({ point, columns }: { point: TimePoint; columns: readonly string[] }) {
  return (
    <tr>
      <th scope="row">
        <Link href={point.href} prefetch={false}>
          {point.label}
        </Link>
      </th>
      {columns.map((column, index) => (
        <td key={column}>{point.cells[index]}</td>
      ))}
      <td>{point.mark}</td>
    </tr>
  );
}
