import { Button } from "@mantine/core";
import Link from "next/link";
import { HiddenFields } from "@/app/(desk)/hidden-fields";
import { type MessageFilters, RANGES, withMessageFilters } from "@/lib/messages/filters";
import type { TimeRange } from "@/lib/messages/time-range";
import { localDateTime } from "@/lib/time/zoned-instant";
import { RANGE_NAMES } from "./filter-words";
import classes from "./messages.module.css";

type Props = { filters: MessageFilters; range: TimeRange; zone: string };

/** Back from now, or from and to by the clocks of the address's zone: a link means the same anywhere. */
export function TimeFilter({ filters, range, zone }: Props) {
  const without = { ...filters, from: null, to: null, page: null };
  return (
    <section className={classes.facet} aria-labelledby="facet-time">
      <h3 id="facet-time">Sent in the last</h3>
      <div className={classes.ranges}>
        {RANGES.map((name) => (
          <Link
            key={name}
            href={withMessageFilters("/messages", { ...without, range: name })}
            prefetch={false}
            scroll={false}
            aria-current={range.name === name || undefined}
          >
            {RANGE_NAMES[name]}
          </Link>
        ))}
      </div>
      <p className={classes.faint}>
        since {localDateTime(range.from, zone).replace("T", ", ")} · {zone}
      </p>
      <details open={range.name === null}>
        <summary>From and to</summary>
        <form action="/messages" className={classes.between}>
          <HiddenFields query={withMessageFilters(without)} />
          <label>
            From
            <input type="datetime-local" name="from" required defaultValue={localDateTime(range.from, zone)} />
          </label>
          <label>
            To
            <input type="datetime-local" name="to" required defaultValue={localDateTime(range.to, zone)} />
          </label>
          <span className={classes.faint}>{zone}</span>
          <Button type="submit" size="xs" variant="default">
            Show
          </Button>
        </form>
      </details>
    </section>
  );
}
