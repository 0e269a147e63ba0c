import { type Clock, systemClock } from "@/lib/clock";
import { log } from "@/lib/log";
import { meters } from "@/lib/meters";
import type { Connection } from "../connections";
import { type Asked, askProvider } from "./ask-provider";
import { releasePoll } from "./claim-polls";
import { noteAnswered, noteFailed, type PollFailure, type PollOutcome } from "./polling-state";
import { recordAnswer } from "./record-answer";

export type Polled = { outcome: Exclude<PollOutcome, "failed"> } | ({ outcome: "failed" } & PollFailure);

type Options = { timeoutMs?: number; clock?: Clock };

/**
 * Asks the provider what became of a message, by its own id (`ref`), and records the answer; resolves after COMMIT, with
 * the outcome counted. The message is the caller's to claim; where the answer cannot be stored now, it is given back,
 * and this throws.
 */
export async function pollMessage(
  connection: Connection,
  { id, ref }: { id: string; ref: string },
  options: Options = {},
): Promise<Polled> {
  try {
    return await askAndRecord(connection, ref, options);
  } catch (error) {
    await releasePoll(id).catch(logHeld);
    throw error;
  }
}

function logHeld(error: { code?: unknown }): void {
  log().warn({ code: error.code }, "a message is not asked about until what holds it runs out");
}

async function askAndRecord(
  connection: Connection,
  ref: string,
  { timeoutMs, clock = systemClock }: Options,
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
