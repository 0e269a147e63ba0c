import { Card } from "@/components/card/card";
import { Notice } from "@/components/notice/notice";
import { InlineTimes } from "@/components/time/times";
import type { Provider } from "@/lib/providers/provider";
import type { Polling } from "@/lib/reconcile/read-polling";
import { POLL_PROBLEM_WORDS } from "../connection-words";
import classes from "../connections.module.css";

type Props = { provider: Provider; polling: Polling; canAsk: boolean; zone: string; now: Date };

/** How asking the provider about messages goes, and what to do where it does not. */
export function PollingCard({ provider, polling, canAsk, zone, now }: Props) {
  const { lastAskedAt, lastAnsweredAt, problem, pausedUntil, due } = polling;
  return (
    <Card title="Asking about messages">
      <div className={classes.stack}>
        <p className={classes.small}>{canAsk ? whenAsked(provider) : lacks(provider)}</p>
        {problem?.isOngoing && (
          <Notice tone="warn">
            {POLL_PROBLEM_WORDS[problem.what]} Last so <InlineTimes at={problem.at} zone={zone} now={now} />
            {pausedUntil && (
              <>
                ; asked again from <InlineTimes at={pausedUntil} zone={zone} now={now} />
              </>
            )}
            {due > 0 && `; ${due.toLocaleString("en")} messages wait for that`}.
          </Notice>
        )}
        {lastAskedAt && (
          <>
            <p>
              Last asked <InlineTimes at={lastAskedAt} zone={zone} now={now} />
              {lastAnsweredAt ? (
                <>
                  , last answered <InlineTimes at={lastAnsweredAt} zone={zone} now={now} />
                </>
              ) : (
                ", never answered yet"
              )}
            </p>
            <dl className={classes.counts}>
              {COUNTS.map(([name, label, meaning]) => (
                <div key={name}>
                  <dt>{label}</dt>
                  <dd>
                    {polling[name].toLocaleString("en")}
                    <small>{meaning}</small>
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </Card>
  );
}

const COUNTS = [
  ["news", "News", "answers that said more than was reported before"],
  ["known", "Known", "said no more, and changed nothing"],
  ["not_found", "Not found", "the provider does not know the message; not a failure of ours or the message"],
  ["failed", "Failed", "no answer that can be taken"],
] as const;

function whenAsked({ name, methods }: Provider): string {
  return methods.length === 0
    ? `${name} sends no callbacks. It is asked about each registered message a few seconds after it was sent, then at growing gaps, and last at its receipt deadline.`
    : `${name} is asked about a registered message once its receipt is overdue, then at growing gaps, and last at its receipt deadline.`;
}

function lacks({ name }: Provider): string {
  return `${name} can be asked about messages without a receipt, once what it is asked with is stored here.`;
}
