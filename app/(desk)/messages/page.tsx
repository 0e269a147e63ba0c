import { Button } from "@mantine/core";
import type { Metadata } from "next";
import { FirstPageInstead } from "@/app/(desk)/first-page-instead";
import { NothingYet } from "@/app/(desk)/nothing-yet";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { ColumnsChoiceProvider } from "@/components/data-table/columns-choice";
import { ColumnsMenu } from "@/components/data-table/columns-menu";
import { may } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/clock";
import { countFacets } from "@/lib/messages/count-facets";
import { loadMessageFilters, withMessageFilters } from "@/lib/messages/filters";
import { listMessages } from "@/lib/messages/list-messages";
import { nameConnections } from "@/lib/messages/name-connections";
import { dataHorizon } from "@/lib/stories/data-horizon";
import { keepHiddenColumns } from "./actions";
import { ActiveFilters } from "./active-filters";
import { MESSAGE_COLUMNS } from "./columns";
import { FacetPanel } from "./facet-panel";
import { rangeText, totalText } from "./filter-words";
import { hiddenColumns } from "./hidden-columns";
import classes from "./messages.module.css";
import { MessagesTable } from "./messages-table";
import { NothingMatches } from "./nothing-matches";
import { Pager } from "./pager";
import { presentMessages } from "./present-messages";
import { TimeFilter } from "./time-filter";

export const metadata: Metadata = { title: "Messages" };

export default async function MessagesPage({ searchParams }: PageProps<"/messages">) {
  const user = await openPage("message:read");
  const address = await searchParams;
  const filters = loadMessageFilters(address);
  const now = systemClock();
  const [list, { total, facets }] = await read(Promise.all([listMessages(filters, now), countFacets(filters, now)]));
  const isEmpty = list.messages.length === 0;
  if (isEmpty && !(await read(dataHorizon())).oldestDataAt) return <NoMessageYet />;

  const connections = await read(nameConnections(facets.connection.map(({ value }) => value)));
  const zone = (await readerZone()) ?? "UTC";
  // A list that ends with its first page is counted, however many messages had to be looked through for it.
  const isWhole = !filters.page && !list.older;
  const count = isWhole ? { n: list.messages.length, isMore: false } : total;
  const words = { range: rangeText(list.range, zone, now), total: totalText(count) };
  const pager = <Pager filters={filters} newer={list.newer} older={list.older} />;
  return (
    <ColumnsChoiceProvider hidden={await hiddenColumns()} keep={keepHiddenColumns}>
      <div className={classes.head}>
        <h1>Messages</h1>
        <span className={classes.muted}>
          {words.total} · {words.range}
        </span>
        <a href="#filters" className={classes.toFilters}>
          Filters
        </a>
        <div className={classes.buttons}>
          <ColumnsMenu columns={MESSAGE_COLUMNS} />
          {may(user.role, "export:masked") && (
            <Button variant="default" component="a" href={withMessageFilters("/messages/export", filters)} download>
              Export CSV
            </Button>
          )}
        </div>
      </div>
      <FirstPageInstead asked={address.page} read={filters.page} />
      <ActiveFilters {...{ filters, connections, zone, now }} range={list.range} />
      <div className={classes.columns} data-wide>
        <div className={classes.list}>
          {isEmpty ? (
            <NothingMatches {...{ filters, now }} range={list.range} rangeWords={words.range} />
          ) : (
            <MessagesTable
              rows={presentMessages(list.messages, { filters, zone, now })}
              caption={`Messages of the ${words.range}, newest first`}
              pager={pager}
            />
          )}
        </div>
        <aside id="filters" aria-label="Filters" className={classes.facets}>
          <TimeFilter filters={filters} range={list.range} zone={zone} />
          <FacetPanel filters={filters} facets={facets} connections={connections} />
        </aside>
      </div>
    </ColumnsChoiceProvider>
  );
}

function NoMessageYet() {
  return (
    <>
      <div className={classes.head}>
        <h1>Messages</h1>
      </div>
      <NothingYet />
    </>
  );
}
