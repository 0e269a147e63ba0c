import type { ReactNode } from "react";
import { Card } from "@/components/card/card";
import { ToneIcon } from "@/components/status/tone-icon";
import { InlineTimes } from "@/components/time/times";
import type { RefusedSample } from "@/lib/connections/get-connection";
import type { ConnectionOverview } from "@/lib/connections/list-overviews";
import type { Tone } from "@/lib/delivery/story/story";
import { CALLER_CHECK_WORDS, sayRefusal } from "../connection-words";
import classes from "../connections.module.css";
import { LastCallback } from "../last-callback";
import { TestCallback } from "./test-callback";

type Props = { connection: ConnectionOverview; refused: readonly RefusedSample[]; zone: string; now: Date };

/** How far the set-up is; follows what comes in. */
export function Checklist({ connection, refused: [refused], zone, now }: Props) {
  const { secrets, warnings, traffic, status, id } = connection;
  const isWaiting = warnings.includes("waiting_for_secret");
  const hasSecret = secrets.some(({ state }) => state === "active") && !warnings.includes("unauthenticated");
  const isTaken = traffic.lastTakenIn !== null || connection.lastVerifiedAt !== null;
  return (
    <Card title="Set-up">
      <div className={classes.stack}>
        <ul className={classes.list}>
          <Item tone={status === "active" ? "ok" : "warn"}>
            {status === "active" ? "Takes callbacks" : "Switched off: callbacks are answered 404"}
          </Item>
          <Item tone={hasSecret ? "ok" : "warn"}>
            {hasSecret && "Secret stored, encrypted"}
            {isWaiting && "Waiting for its secret: until it is stored, signed callbacks are answered 503 to come again"}
            {!hasSecret && !isWaiting && "No secret: callbacks are taken unproven"}
          </Item>
          {connection.asked.length > 0 && (
            <Item tone="ok">
              Asks callers for {words.format(connection.asked.map((one) => CALLER_CHECK_WORDS[one]))} as well
            </Item>
          )}
          <Item tone={isTaken ? "ok" : "none"}>
            {isTaken ? (
              <span>
                Callback taken; the last one <LastCallback connection={connection} zone={zone} now={now} />
              </span>
            ) : (
              "No callback taken yet: send a test from here, then a message through the provider"
            )}
          </Item>
          {refused && (
            <Item tone="bad">
              <span>
                Last not taken <InlineTimes at={refused.receivedAt} zone={zone} now={now} />. {sayRefusal(refused)}
              </span>
            </Item>
          )}
        </ul>
        <TestCallback id={id} />
      </div>
    </Card>
  );
}

const words = new Intl.ListFormat("en");

function Item({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <li>
      <ToneIcon tone={tone} size={16} />
      <div>{children}</div>
    </li>
  );
}
