import { InlineTimes } from "@/components/time/times";
import type { ConnectionOverview } from "@/lib/connections/list-overviews";
import classes from "./connections.module.css";

type Props = {
  connection: Pick<ConnectionOverview, "lastVerifiedAt" | "traffic" | "sendsCallbacks">;
  zone: string;
  now: Date;
};

/** When a secret last verified one; without secrets the quarter of an hour in which one was taken. */
export function LastCallback({ connection: { lastVerifiedAt, traffic, sendsCallbacks }, zone, now }: Props) {
  if (!sendsCallbacks) return <span className={classes.muted}>is asked instead</span>;
  if (lastVerifiedAt) return <InlineTimes at={lastVerifiedAt} zone={zone} now={now} />;
  if (!traffic.lastTakenIn) return <span className={classes.muted}>none yet</span>;
  return (
    <>
      after <InlineTimes at={traffic.lastTakenIn} zone={zone} now={now} />
    </>
  );
}
