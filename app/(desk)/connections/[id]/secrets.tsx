import { Card } from "@/components/card/card";
import { ToneBadge } from "@/components/status/tone-badge";
import { InlineTimes } from "@/components/time/times";
import type { FormField } from "@/lib/connections/describe-fields";
import type { ConnectionOverview } from "@/lib/connections/list-overviews";
import { defaultOverlapSeconds } from "@/lib/connections/rotate-secret";
import { revoke } from "../actions";
import { ConfirmForm } from "../confirm-form";
import { SECRET_STATES } from "../connection-words";
import classes from "../connections.module.css";
import { RotateButton } from "./rotate-button";

type Props = { connection: ConnectionOverview; fields: FormField[]; zone: string; now: Date };

/** What proves a callback, by fingerprint alone: values are never shown again. */
export function Secrets({ connection: { id, provider, secrets, sendsCallbacks }, fields, zone, now }: Props) {
  const kept = secrets.filter(({ state }) => state !== "revoked").reverse();
  const overlap = defaultOverlapSeconds(provider);
  return (
    <Card
      title="Secrets"
      aside={
        fields.length > 0 && <RotateButton id={id} fields={fields} overlap={overlap} isFirst={kept.length === 0} />
      }
    >
      {kept.length === 0 && <p>None is stored.</p>}
      <ul className={classes.list}>
        {kept.map((secret) => (
          <li key={secret.id}>
            <div>
              {fields.find(({ name }) => name === secret.name)?.title ?? secret.name} <code>{secret.fingerprint}</code>{" "}
              <ToneBadge {...stateOf(secret, now)} />
              <br />
              <span className={classes.small}>
                {sendsCallbacks ? use(secret.verifiedCount) : "the provider is asked with it"}
                {secret.lastUsedAt && (
                  <>
                    , last <InlineTimes at={secret.lastUsedAt} zone={zone} now={now} />
                  </>
                )}
                {secret.expiresAt && (
                  <>
                    {" "}
                    · ends <InlineTimes at={secret.expiresAt} zone={zone} now={now} />
                  </>
                )}
              </span>
            </div>
            <EndButton secret={secret} isOfCaller={isOfCaller(secret.name, fields)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function isOfCaller(name: string, fields: readonly FormField[]): boolean {
  return fields.some((field) => field.name === name && field.isOfCaller);
}

type Secret = ConnectionOverview["secrets"][number];

function EndButton({ secret: { id, state, fingerprint }, isOfCaller }: { secret: Secret; isOfCaller: boolean }) {
  const words = state === "retiring" ? REPLACED : state === "active" && isOfCaller ? OF_CALLER : null;
  if (!words) return null;
  const { text, ...labels } = words;
  return (
    <ConfirmForm action={revoke} hidden={{ id }} about={fingerprint} {...labels}>
      <p>{text}</p>
    </ConfirmForm>
  );
}

const REPLACED = {
  label: "Revoke",
  title: "Revoke the old value?",
  confirm: "Revoke now",
  text: "Callbacks that are still signed with it are refused from now on. Those that the provider repeats later are lost with it.",
};
const OF_CALLER = {
  label: "End",
  title: "Ask for it no more?",
  confirm: "End it now",
  text: "Without the password, callbacks are taken without a user name too: the provider's own proof still counts.",
};

const UNKNOWN_STATE = { label: "unknown", tone: "none" } as const;

function stateOf({ state, expiresAt }: Secret, now: Date) {
  const isOver = expiresAt !== null && expiresAt <= now;
  return (isOver ? SECRET_STATES.revoked : SECRET_STATES[state]) ?? UNKNOWN_STATE;
}

function use(count: number): string {
  if (count === 0) return "verified no callback yet";
  return `verified ${count.toLocaleString("en")} ${count === 1 ? "callback" : "callbacks"}`;
}
