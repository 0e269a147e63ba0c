import Link from "next/link";
import { type MessageFilters, type PageCursor, withMessageFilters } from "@/lib/messages/filters";
import classes from "./messages.module.css";

type Props = { filters: MessageFilters; newer: PageCursor | null; older: PageCursor | null };

export function Pager({ filters, newer, older }: Props) {
  return (
    <nav aria-label="Pages" className={classes.pager}>
      <PagerLink label="Newer" filters={filters} to={newer} />
      <PagerLink label="Older" filters={filters} to={older} />
    </nav>
  );
}

function PagerLink({ label, filters, to }: { label: string; filters: MessageFilters; to: PageCursor | null }) {
  if (!to) return <span aria-disabled>{label}</span>;
  return (
    <Link href={withMessageFilters("/messages", { ...filters, page: to })} prefetch={false}>
      {label}
    </Link>
  );
}
