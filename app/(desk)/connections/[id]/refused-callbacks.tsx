import { Card } from "@/components/card/card";
import { InlineTimes } from "@/components/time/times";
import type { RefusedSample } from "@/lib/connections/get-connection";
import { sayRefusal } from "../connection-words";
import classes from "../connections.module.css";

type Props = { samples: readonly RefusedSample[]; zone: string; now: Date };

/** The newest that were refused, or came over http: never their bodies. */
export function RefusedCallbacks({ samples, zone, now }: Props) {
  return (
    <Card title="Not taken lately">
      {samples.length === 0 ? (
        <p>None. A callback that nothing proves shows here within seconds, with the reason.</p>
      ) : (
        <ul className={classes.list}>
          {samples.map((sample) => (
            <li key={sample.id}>
              <div>
                {sayRefusal(sample)}
                <br />
                <span className={classes.small}>
                  <InlineTimes at={sample.receivedAt} zone={zone} now={now} /> · from {sample.address} ·{" "}
                  {sample.bodyBytes.toLocaleString("en")} bytes
                </span>
                <details className={classes.more}>
                  <summary>{sample.headerNames.length} headers</summary>
                  <code className={classes.small}>{sample.headerNames.join(", ")}</code>
                </details>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
