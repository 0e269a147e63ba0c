import Link from "next/link";
import classes from "./bars.module.css";

type Row = { key: string; label: string; href: string; n: string; share: string; before: string; width: number };
type Props = {
  caption: string;
  columns: readonly [name: string, n: string, share: string, before: string];
  rows: readonly Row[];
};

/** Counts as bars: a table that can be seen at a glance, each row a link to what it counts. */
export function BarList({ caption, columns, rows }: Props) {
  return (
    <table className={classes.bars}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label, href, n, share, before, width }) => (
          <tr key={key}>
            <th scope="row">
              <Link href={href} prefetch={false}>
                {label}
              </Link>
              <span className={classes.bar} style={{ inlineSize: `${width * 100}%` }} aria-hidden="true" />
            </th>
            <td>{n}</td>
            <td>{share}</td>
            <td>{before}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
