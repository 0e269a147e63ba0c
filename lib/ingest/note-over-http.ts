import { log } from "@/lib/log";
import { processWide } from "@/lib/runtime";
import { countOverHttp, type NotTakenSample } from "./tallies";
import { sayTlsProblem, type TlsProblem } from "./tls-problem";

const LOGGED_EVERY_MS = 60_000;

type Noted = { loggedAt: number; unsaid: number };

/** Counts a callback that was rightly signed and came over http, with its reason; the log has a line of it a minute. */
export function noteOverHttp(sample: NotTakenSample & { reason: TlsProblem }): void {
  countOverHttp(sample);
  const noted = processWide<Noted>("over-http", () => ({ loggedAt: Number.NEGATIVE_INFINITY, unsaid: 0 }));
  noted.unsaid += 1;
  const at = sample.receivedAt.getTime();
  if (at - noted.loggedAt < LOGGED_EVERY_MS) return;
  const { connectionId: connection, reason, address } = sample;
  const said = sayTlsProblem(reason, address);
  log().warn({ connection, callbacks: noted.unsaid }, `a rightly signed callback ${said}; it was answered 503`);
  Object.assign(noted, { loggedAt: at, unsaid: 0 });
}
