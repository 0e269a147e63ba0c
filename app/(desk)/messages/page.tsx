import { Button } from "@mantine/core";
import type { Metadata } from "next";
import { passedOverText } from "@/app/(desk)/address-words";
import { NothingYet } from "@/app/(desk)/nothing-yet";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { PassedOverNotice } from "@/components/address/passed-over-notice";
import { ZoneInAddress } from "@/components/address/zone-in-address";
import { ColumnsChoiceProvider } from "@/components/data-table/columns-choice";
import { ColumnsMenu } from "@/components/data-table/columns-menu";
import { may } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/clock";
import { archivedConnections, hideArchived } from "@/lib/connections/hide-archived";
import { countFacets } from "@/lib/messages/count-facets";
import { readMessageAddress, withMessageFilters } from "@/lib/messages/filters";
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
  const [address, known] = [readMessageAddress(await searchParams), await readerZone()];
  const zone = address.filters.tz ?? known ?? "UTC";
  const filters = { ...address.filters, tz: zone };
  const now = systemClock();
  const [list, { total, facets }] = await read(Promise.all([listMessages(filters, now), countFacets(filters, now)]));
  const isEmpty = list.messages.length === 0;
  if (isEmpty && !(await read(dataHorizon())).oldestDataAt) return <NoMessageYet />;

  const [connections, archived] = await read(
    Promise.all([nameConnections(facets.connection.map(({ value }) => value)), archivedConnections()]),
  );
  const offered = { ...facets, connection: hideArchived(facets.connection, filters.connection, archived) };
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
      <ZoneInAddress zone={known} />
      <PassedOverNotice
        remarks={address.passedOver.map(passedOverText)}
        href={withMessageFilters("/messages", filters)}
      />
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
          <FacetPanel filters={filters} facets={offered} connections={connections} />
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
