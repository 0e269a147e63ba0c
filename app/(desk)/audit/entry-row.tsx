import Link from "next/link";
import { InlineTimes } from "@/components/time/times";
import { NO_AUDIT_FILTERS, SYSTEM, withAuditFilters } from "@/lib/audit-log/audit-filters";
import type { ListedEntry, Personal } from "@/lib/audit-log/list-audit";
import classes from "./audit.module.css";
import { ACTION_WORDS, detailName, detailText, SUBJECT_WORDS } from "./audit-words";

export function EntryRow({ entry, zone, now }: { entry: ListedEntry; zone: string; now: Date }) {
  return (
    <tr>
      <td className={classes.number}>{entry.number}</td>
      <td>
        <InlineTimes at={entry.at} zone={zone} now={now} />
      </td>
      <td>
        <Actor actor={entry.actor} />
      </td>
      <td>
        <b>{ACTION_WORDS[entry.action]}</b>
      </td>
      <td className={classes.about}>{entry.subject && <Subject subject={entry.subject} />}</td>
      <td className={classes.details}>
        <Details entry={entry} />
      </td>
    </tr>
  );
}

function Actor({ actor }: { actor: ListedEntry["actor"] }) {
  const name = actor.name ?? NAMELESS[actor.kind];
  const href = withAuditFilters("/audit", { ...NO_AUDIT_FILTERS, actor: actor.id ?? SYSTEM });
  return (
    <Link href={href} prefetch={false} className={classes.quiet} title="All that they did">
      {name}
    </Link>
  );
}

const NAMELESS = { user: "A removed account", api_key: "A removed API key", system: "The system" } as const;

function Subject({ subject }: { subject: NonNullable<ListedEntry["subject"]> }) {
  const page = pageOf(subject);
  const words = subject.name ?? subject.id.slice(0, 13);
  return (
    <>
      <span className={classes.muted}>{SUBJECT_WORDS[subject.type]}</span>{" "}
      {page ? (
        <Link href={page} prefetch={false}>
          {words}
        </Link>
      ) : (
        words
      )}{" "}
      <Link
        href={withAuditFilters("/audit", { ...NO_AUDIT_FILTERS, subject: subject.id })}
        prefetch={false}
        className={classes.same}
        aria-label={`All about this ${SUBJECT_WORDS[subject.type].toLowerCase()}`}
      >
        all
      </Link>
    </>
  );
}

function pageOf({ type, id }: NonNullable<ListedEntry["subject"]>): string | null {
  if (type === "message") return `/messages/${id}`;
  return type === "verification" ? `/stories/${id}` : null;
}

function Details({ entry: { details, personal } }: { entry: ListedEntry }) {
  const sealed = personal.state === "opened" ? personal.fields : {};
  const told = Object.entries({ ...details, ...sealed }).sort(([a], [b]) => (a < b ? -1 : 1));
  const missing = missingText(personal);
  return (
    <>
      {told.map(([name, value]) => (
        <span key={name} className={classes.detail}>
          <span className={classes.muted}>{detailName(name)}</span> {detailText(value)}
        </span>
      ))}
      {missing && <span className={classes.muted}>{missing}</span>}
    </>
  );
}

function missingText(personal: Personal): string | null {
  switch (personal.state) {
    case "erased":
      return "Personal fields were erased.";
    case "unreadable":
      return "Sealed fields do not open: verify the chain.";
    case "none":
    case "opened":
      return null;
  }
}
