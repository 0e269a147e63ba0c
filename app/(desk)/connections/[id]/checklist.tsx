import type { ReactNode } from "react";
import { Card } from "@/components/card/card";
import { ToneIcon } from "@/components/status/tone-icon";
import { InlineTimes } from "@/components/time/times";
import type { RefusedSample } from "@/lib/connections/get-connection";
import type { ConnectionOverview } from "@/lib/connections/list-overviews";
import type { Tone } from "@/lib/delivery/story/story";
import type { Polling } from "@/lib/reconcile/read-polling";
import { CALLER_CHECK_WORDS, sayRefusal } from "../connection-words";
import classes from "../connections.module.css";
import { LastCallback } from "../last-callback";
import { TestCallback } from "./test-callback";

type Props = {
  connection: ConnectionOverview;
  refused: readonly RefusedSample[];
  polling: Polling | null;
  zone: string;
  now: Date;
};

/** How far the set-up is; follows what comes in. */
export function Checklist({ connection, refused: [refused], polling, zone, now }: Props) {
  if (polling && !connection.sendsCallbacks) {
    return <AskedChecklist connection={connection} polling={polling} zone={zone} now={now} />;
  }
  const { secrets, warnings, traffic, status, id } = connection;
  const isWaiting = warnings.includes("waiting_for_secret");
  const hasSecret = secrets.some(({ state }) => state === "active") && !connection.provesNothing;
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
            {!hasSecret &&
              !isWaiting &&
              (connection.confirmByPoll ? CONFIRMED : "No secret: callbacks are taken unproven")}
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
const CONFIRMED = "No secret: a callback has the provider asked, and its answer is stored instead";

/** Of a provider that sends no callbacks. */
function AskedChecklist({ connection, polling, zone, now }: Omit<Props, "refused" | "polling"> & { polling: Polling }) {
  const isOn = connection.status === "active";
  const hasKey = connection.secrets.some(({ state }) => state === "active");
  return (
    <Card title="Set-up">
      <ul className={classes.list}>
        <Item tone={isOn ? "ok" : "warn"}>
          {isOn ? "Its messages are asked about" : "Switched off: nothing is asked"}
        </Item>
        <Item tone={hasKey ? "ok" : "warn"}>
          {hasKey ? "What it is asked with is stored, encrypted" : "Nothing is stored that it could be asked with"}
        </Item>
        <Item tone={polling.lastAnsweredAt ? "ok" : "none"}>
          {polling.lastAnsweredAt ? (
            <span>
              It answers; the last time <InlineTimes at={polling.lastAnsweredAt} zone={zone} now={now} />
            </span>
          ) : (
            "No answer yet: register a message that was sent through it"
          )}
        </Item>
      </ul>
    </Card>
  );
}

function Item({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <li>
      <ToneIcon tone={tone} size={16} />
      <div>{children}</div>
    </li>
  );
}
