import type { Metadata } from "next";
import { passedOverText } from "@/app/(desk)/address-words";
import { valueLabel } from "@/app/(desk)/messages/filter-words";
import { NothingYet } from "@/app/(desk)/nothing-yet";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { PassedOverNotice } from "@/components/address/passed-over-notice";
import { ZoneInAddress } from "@/components/address/zone-in-address";
import { Card } from "@/components/card/card";
import { TimeChart } from "@/components/charts/time-chart";
import { getRates, type Rates } from "@/lib/analytics/get-rates";
import { hasCounts } from "@/lib/analytics/has-counts";
import { prepareBreakdown } from "@/lib/analytics/prepare-breakdown";
import { prepareFailures } from "@/lib/analytics/prepare-failures";
import { prepareHeadlines } from "@/lib/analytics/prepare-headlines";
import { prepareLatencyChart } from "@/lib/analytics/prepare-latency-chart";
import { prepareRateChart } from "@/lib/analytics/prepare-rate-chart";
import { type RateFilters, readRateAddress, withRateFilters } from "@/lib/analytics/rate-filters";
import { wholeOf } from "@/lib/analytics/rate-period";
import { systemClock } from "@/lib/clock";
import { archivedConnections, hideArchived } from "@/lib/connections/hide-archived";
import { nameConnections } from "@/lib/messages/name-connections";
import { dataHorizon } from "@/lib/stories/data-horizon";
import classes from "./analytics.module.css";
import { BreakdownTable } from "./breakdown-table";
import { ChosenFilters } from "./chosen-filters";
import { CountingRules } from "./counting-rules";
import { FailureCategories } from "./failure-categories";
import { FilterBar } from "./filter-bar";
import { HeadlineCards } from "./headline-cards";
import { LeftOut } from "./left-out";
import { NothingCounted } from "./nothing-counted";
import { ATTRIBUTION_WORDS, periodRemarks, periodText } from "./rate-words";

export const metadata: Metadata = { title: "Analytics" };

export default async function AnalyticsPage({ searchParams }: PageProps<"/analytics">) {
  await openPage("analytics:read");
  const [address, known] = [readRateAddress(await searchParams), await readerZone()];
  const zone = address.filters.tz ?? known ?? "UTC";
  // Every link from here names the zone: a colleague elsewhere sees the same days.
  const filters = { ...address.filters, tz: zone };
  const now = systemClock();
  const rates = await read(getRates(filters, zone, now));
  const isEmpty = !hasCounts(rates);
  if (isEmpty && !(await read(dataHorizon())).oldestDataAt) return <NothingCountedYet />;

  const [connections, archived] = await read(
    Promise.all([nameConnections(connectionsIn(rates, filters)), archivedConnections()]),
  );
  const connection = hideArchived(rates.choices.connection, filters.connection, archived);
  const offered = { ...rates, choices: { ...rates.choices, connection } };
  const period = periodText(rates.period, now);
  const remarks = [...address.passedOver.map(passedOverText), ...periodRemarks(rates.period, filters, now)];
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>Delivery and completion</h1>
        <span className={classes.muted}>
          {filters.unregistered ? "all traffic" : "registered traffic"} · {ATTRIBUTION_WORDS[filters.attribution]}
        </span>
      </div>
      <ZoneInAddress zone={known} />
      <PassedOverNotice remarks={remarks} href={withRateFilters("/analytics", asShown(filters, rates))} />
      <FilterBar {...{ filters, connections, period }} rates={offered} />
      <ChosenFilters filters={filters} connections={connections} />
      <LeftOut filters={filters} unregistered={rates.delivery.unregistered} />
      {isEmpty ? (
        <NothingCounted {...{ filters, period, now }} unregistered={rates.delivery.unregistered} />
      ) : (
        <Figures {...{ filters, rates, connections }} />
      )}
    </div>
  );
}

/** The address that asks for just what the page shows. */
function asShown(filters: RateFilters, { period }: Rates): RateFilters {
  const { from, to } = wholeOf(period.own);
  const ends = period.name ? {} : { from: from.toISOString(), to: to.toISOString() };
  return { ...filters, ...ends, step: filters.step && period.step };
}

function NothingCountedYet() {
  return (
    <div className={classes.page}>
      <h1>Delivery and completion</h1>
      <NothingYet />
    </div>
  );
}

type FiguresProps = { filters: RateFilters; rates: Rates; connections: ReadonlyMap<string, string> };

function Figures({ filters, rates, connections }: FiguresProps) {
  const nameOf = (value: string) => valueLabel(filters.by, value, connections);
  return (
    <>
      <HeadlineCards figures={prepareHeadlines(rates, filters)} />
      <Card>
        <TimeChart model={prepareRateChart(rates, filters)} palette="rates" />
      </Card>
      <BreakdownTable table={prepareBreakdown(rates, filters, nameOf)} filters={filters} />
      <div className={classes.pair}>
        <Card>
          <TimeChart model={prepareLatencyChart(rates, filters)} palette="durations" />
        </Card>
        <FailureCategories failures={prepareFailures(rates, filters)} />
      </div>
      <CountingRules />
    </>
  );
}

/** Every connection that the page names: to choose from, and in the breakdown. */
function connectionsIn({ choices, deliveryBy, completionBy }: Rates, { by }: RateFilters): string[] {
  const rows = by === "connection" ? [...deliveryBy, ...completionBy] : [];
  return [...new Set([...choices.connection, ...rows].map(({ value }) => value))];
}
