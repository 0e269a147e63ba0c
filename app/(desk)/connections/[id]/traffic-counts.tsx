import { Card } from "@/components/card/card";
import type { Traffic } from "@/lib/connections/read-traffic";
import type { CallbackOutcomeName } from "@/lib/delivery/fold/callback-outcome";
import { OUTCOME_WORDS } from "../connection-words";
import classes from "../connections.module.css";

export function TrafficCounts({ counts }: { counts: Traffic["counts"] }) {
  return (
    <Card title="Callbacks of the last 24 hours">
      <dl className={classes.counts}>
        {(Object.entries(counts) as [CallbackOutcomeName, number][]).map(([outcome, count]) => (
          <div key={outcome}>
            <dt>{OUTCOME_WORDS[outcome].label}</dt>
            <dd>
              {count.toLocaleString("en")}
              <small>{OUTCOME_WORDS[outcome].meaning}</small>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
