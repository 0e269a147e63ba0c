import { Button } from "@mantine/core";
import { HiddenFields } from "@/app/(desk)/hidden-fields";
import { type RateFilters, withRateFilters } from "@/lib/analytics/rate-filters";
import { type RatePeriod, wholeOf } from "@/lib/analytics/rate-period";
import { localDateTime } from "@/lib/time/zoned-instant";
import classes from "./filter-bar.module.css";

/** From and to, by the clocks of the period's zone. */
export function BetweenForm({ filters, period }: { filters: RateFilters; period: RatePeriod }) {
  const { from, to } = wholeOf(period.own);
  return (
    <form action="/analytics" className={classes.between}>
      <HiddenFields query={withRateFilters({ ...filters, from: null, to: null })} />
      <label>
        From
        <input type="datetime-local" name="from" required defaultValue={localDateTime(from, period.zone)} />
      </label>
      <label>
        To
        <input type="datetime-local" name="to" required defaultValue={localDateTime(to, period.zone)} />
      </label>
      <Button type="submit" size="xs" variant="default">
        Show
      </Button>
    </form>
  );
}
