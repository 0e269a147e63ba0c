import { type Clock, systemClock } from "@/lib/clock";
import { log } from "@/lib/log";
import { meters } from "@/lib/meters";
import type { Connection } from "../connections";
import { type Asked, askProvider } from "./ask-provider";
import { noteAnswered, noteFailed, type PollFailure, type PollOutcome } from "./polling-state";
import { recordAnswer } from "./record-answer";

export type Polled = { outcome: Exclude<PollOutcome, "failed"> } | ({ outcome: "failed" } & PollFailure);

/**
 * Asks the provider what became of a message, by its own id, and records the answer; resolves after COMMIT, with the
 * outcome counted. Throws where the answer cannot be stored now. The message is the caller's to claim.
 */
export async function pollMessage(
  connection: Connection,
  ref: string,
  { timeoutMs, clock = systemClock }: { timeoutMs?: number; clock?: Clock } = {},
): Promise<Polled> {
  const askedAt = clock();
  const asked = await askProvider(connection, ref, timeoutMs);
  const polled = await outcomeOf(connection, asked, clock());
  meters().polls.inc({ provider: connection.provider, outcome: polled.outcome });
  if (polled.outcome !== "failed") await noteAnswered(connection.id, polled.outcome, clock());
  else {
    log().warn(
      { connection: connection.id, problem: polled.problem },
      "a provider did not say what became of a message",
    );
    await noteFailed(connection.id, polled, askedAt, clock());
  }
  return polled;
}

async function outcomeOf(connection: Connection, asked: Asked, now: Date): Promise<Polled> {
  if (asked.kind === "failed") return { ...asked, outcome: "failed" };
  if (asked.kind === "not_found") return { outcome: "not_found" };
  const recorded = await recordAnswer(connection, asked, now);
  if (!recorded) return { outcome: "failed", problem: "not_understood", retryAfterSeconds: null };
  return { outcome: recorded.stored > 0 ? "news" : "known" };
}
