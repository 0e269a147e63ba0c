import type { Metadata } from "next";
import Link from "next/link";
import { MOMENT_WORDS, passedOverText } from "@/app/(desk)/address-words";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { PassedOverNotice } from "@/components/address/passed-over-notice";
import { ZoneInAddress } from "@/components/address/zone-in-address";
import { Card } from "@/components/card/card";
import { Notice } from "@/components/notice/notice";
import {
  type AuditCursor,
  type AuditFilters,
  auditRange,
  readAuditAddress,
  withAuditFilters,
} from "@/lib/audit-log/audit-filters";
import { listActors } from "@/lib/audit-log/list-actors";
import { listAudit, type AuditPage as Page } from "@/lib/audit-log/list-audit";
import { systemClock } from "@/lib/clock";
import { isMoment } from "@/lib/time/written-range";
import classes from "./audit.module.css";
import { AuditFilterForm } from "./audit-filter-form";
import { EntryRow } from "./entry-row";
import { VerifyButton } from "./verify-button";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditPage({ searchParams }: PageProps<"/audit">) {
  await openPage("audit:read");
  const [address, known] = [readAuditAddress(await searchParams), await readerZone()];
  const zone = address.filters.tz ?? known ?? "UTC";
  const filters = { ...address.filters, tz: zone };
  const [page, actors] = await Promise.all([read(listAudit(filters)), read(listActors())]);
  const { actor, action, subject, from, to } = filters;
  const isFiltered = [actor, action, subject, from, to].some(Boolean);
  return (
    <>
      <div className={classes.head}>
        <h1>Audit log</h1>
        <span className={classes.muted}>Who did what, each entry chained to the one before it</span>
        <VerifyButton />
      </div>
      <ZoneInAddress zone={known} />
      <PassedOverNotice remarks={address.passedOver.map(passedOverText)} href={withAuditFilters("/audit", filters)} />
      <AuditFilterForm filters={filters} actors={actors} zone={zone} isFiltered={isFiltered} />
      {page.isBehind && (
        <Notice tone="warn">
          So much was looked at that not all of it is chained yet: the newest is not shown. Open this page again in a
          minute.
        </Notice>
      )}
      {page.entries.length === 0 ? (
        <Nothing isFiltered={isFiltered} isMoment={isMoment(auditRange(filters))} />
      ) : (
        <Entries page={page} filters={filters} zone={zone} />
      )}
    </>
  );
}

function Entries({ page, filters, zone }: { page: Page; filters: AuditFilters; zone: string }) {
  const now = systemClock();
  return (
    <div className={classes.card}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <caption className="visually-hidden">Entries of the audit log, newest first</caption>
          <thead>
            <tr>
              {["No.", "When", "Who", "What", "About", "Details"].map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.entries.map((entry) => (
              <EntryRow key={entry.number} entry={entry} zone={zone} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      <nav aria-label="Pages" className={classes.pager}>
        <PagerLink label="Newer" filters={filters} to={page.newer} />
        <PagerLink label="Older" filters={filters} to={page.older} />
      </nav>
    </div>
  );
}

function PagerLink({ label, filters, to }: { label: string; filters: AuditFilters; to: AuditCursor | null }) {
  if (!to) return <span aria-disabled>{label}</span>;
  return (
    <Link href={withAuditFilters("/audit", { ...filters, page: to })} prefetch={false}>
      {label}
    </Link>
  );
}

function Nothing({ isFiltered, isMoment }: { isFiltered: boolean; isMoment: boolean }) {
  return (
    <Card title={isFiltered ? "No entry matches" : "Nothing is on record yet"}>
      {isFiltered ? (
        <p>
          {isMoment ? MOMENT_WORDS : "The log has no such entry."} <Link href="/audit">Show all of it</Link>
        </p>
      ) : (
        <p>The first sign-in will be the first entry.</p>
      )}
    </Card>
  );
}
