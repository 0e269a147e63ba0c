import { IconArrowLeft } from "@tabler/icons-react";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { read } from "@/app/read";
import { loadMessageFilters, withMessageFilters } from "@/lib/messages/filters";
import { findNeighbours } from "@/lib/messages/find-neighbours";
import classes from "./list-strip.module.css";
import { StripKeys } from "./strip-keys";

type Props = { id: string; query: Promise<SearchParams>; now: Date };

/** On a message that was opened from the list: back to it, and to the rows beside it. */
export async function ListStrip({ id, query, now }: Props) {
  const given = await query;
  if (given.range === undefined && given.from === undefined) return null;
  const filters = loadMessageFilters(given);
  const neighbours = await read(findNeighbours(id, filters, now));
  const hrefOf = (other: string | null | undefined) =>
    other ? withMessageFilters(`/messages/${other}`, filters) : null;
  const [newer, older] = [hrefOf(neighbours?.newer), hrefOf(neighbours?.older)];
  return (
    <nav aria-label="Rows of the list" className={classes.strip}>
      <span className={classes.back}>
        <IconArrowLeft size={14} aria-hidden />
        <Link href={withMessageFilters("/messages", filters)}>Back to the list</Link>
      </span>
      <span className={classes.beside}>
        <Beside href={newer} label="Newer" />
        <Beside href={older} label="Older" />
      </span>
      <StripKeys newer={newer} older={older} />
    </nav>
  );
}

function Beside({ href, label }: { href: string | null; label: string }) {
  return href ? (
    <Link href={href} prefetch={false}>
      {label}
    </Link>
  ) : (
    <span aria-disabled>{label}</span>
  );
}
