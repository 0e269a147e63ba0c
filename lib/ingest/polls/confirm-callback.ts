import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import { formerRefs, providerRef } from "@/lib/ledger/messages/message-ref";
import { idRange } from "@/lib/ledger/sql/id-range";
import { ingestPool } from "@/lib/ledger/sql/pool";
import { isOutage, isOutOfTime } from "@/lib/ledger/sql/sql-errors";
import type { DeliveryReport, ParsedCallback } from "@/lib/providers/provider";
import type { Connection } from "../connections";
import { canAsk } from "./ask-provider";
import { ASK_AGAIN_SECONDS, claimNow, releasePoll, settlePoll } from "./claim-polls";
import { allowQuestion, returnQuestion, withinLimit } from "./hint-limit";
import { pollMessage } from "./poll-message";
import { openPolling, pausedFor } from "./polling-state";

/** Of one callback; what is beyond is asked about at its own times. */
const MOST_MESSAGES = 10;
/** Where a provider does not say how long it waits for an answer. */
const WAITS_SECONDS = 5;
/** Our own part of that, and what of the rest a question may take. */
const [RESERVE_MS, SHARE] = [400, 0.65];
const MENDED_BY_AN_ADMIN_SECONDS = 60;

/**
 * Takes a callback that proves nothing as a hint: its provider is asked about the messages that it names, as far as the
 * app has registered them and they still await an end. Resolves once what the provider said is committed, or where
 * there is nothing to ask; rejects with `unavailable` where the callback should come again. Nothing of it is written.
 */
export async function confirmCallback(
  { reports }: Extract<ParsedCallback, { kind: "reports" }>,
  connection: Connection,
): Promise<void> {
  const budgetMs = (connection.adapter.waitsSeconds ?? WAITS_SECONDS) * 1_000 - RESERVE_MS;
  const late = sleep(budgetMs, "late" as const, { ref: false });
  const asking = withinLimit(() => askAboutAll(reports, connection, Math.floor(budgetMs * SHARE)));
  // What is under way when its time is up goes on, and is stored: the callback finds it settled when it comes again.
  const done = await Promise.race([asking, late]).catch(asUnavailable);
  if (done !== "asked") throw comeAgain(ASK_AGAIN_SECONDS);
}

/** A database that does not answer in time is no fault of the callback's. */
function asUnavailable(error: unknown): never {
  throw isOutage(error) || isOutOfTime(error) ? comeAgain(ASK_AGAIN_SECONDS) : error;
}

async function askAboutAll(
  reports: readonly DeliveryReport[],
  connection: Connection,
  timeoutMs: number,
): Promise<"asked"> {
  const refs = [...new Set(reports.map(({ providerMessageId }) => providerMessageId))].slice(0, MOST_MESSAGES);
  const awaited = await findAwaited(connection.id, refs);
  if (awaited.length === 0) return "asked";
  if (!canAsk(connection)) throw comeAgain(MENDED_BY_AN_ADMIN_SECONDS);
  const now = new Date();
  await openPolling(connection.id, new Date(now.getTime() - connection.receiptDeadlineSeconds * 1_000));
  const pause = await pausedFor(connection.id, now);
  if (pause > 0) throw comeAgain(pause);
  const asked = await Promise.allSettled(awaited.map((one) => askAbout(one, connection, timeoutMs)));
  for (const one of asked) if (one.status === "rejected") throw one.reason;
  return "asked";
}

type AwaitedRef = { id: string; ref: string };

async function askAbout({ id, ref }: AwaitedRef, connection: Connection, timeoutMs: number): Promise<void> {
  // Before anything is written for it: strangers may send as many as they like.
  if (!allowQuestion(connection.id)) throw comeAgain(ASK_AGAIN_SECONDS);
  if (!(await claimNow(id, connection.id, new Date()))) {
    returnQuestion(connection.id);
    // Somebody asks about it, or has just done so: what this callback hints at may be newer than that answer.
    throw comeAgain(ASK_AGAIN_SECONDS);
  }
  const polled = await pollMessage(connection, { id, ref }, { timeoutMs });
  if (polled.outcome === "failed") {
    await releasePoll(id);
    throw comeAgain(polled.retryAfterSeconds ?? ASK_AGAIN_SECONDS);
  }
  await settlePoll(id, { isUnknown: polled.outcome === "not_found" }, new Date());
}

function comeAgain(retryAfterSeconds: number): AppError {
  return new AppError("unavailable", "The provider could not be asked now.", { retryAfterSeconds });
}

/** The messages behind ids of the provider's: registered, over this connection, and without a final status. */
async function findAwaited(connectionId: string, refs: readonly string[]): Promise<AwaitedRef[]> {
  const named = refs.flatMap((ref) => {
    const kept = providerRef(connectionId, ref);
    return [kept, ...formerRefs(kept)].map((form) => ({ ...form, told: ref }));
  });
  const values = [named.map(({ namespace }) => namespace), named.map(({ ref }) => ref)];
  const { rows } = await ingestPool().query<{ ref: string; id: string }>({ name: "find-hinted", text: FIND, values });
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map(({ id }) => id))];
  const range = [ids, ...idRange(ids), connectionId];
  const awaited = await ingestPool().query<{ id: string }>({ name: "hinted-awaited", text: AWAITED, values: range });
  return awaited.rows.flatMap(({ id }) => {
    const found = rows.find((row) => row.id === id);
    const told = named.find(({ ref }) => ref === found?.ref)?.told;
    return told === undefined ? [] : [{ id, ref: told }];
  });
}

const FIND = `
  SELECT r.ref, r.message_id AS id FROM unnest($1::text[], $2::text[]) AS named (namespace, ref)
    JOIN message_refs r USING (namespace, ref) WHERE r.expires_at IS NULL`;
const AWAITED = `
  SELECT m.id FROM messages m
   WHERE m.id = ANY ($1::uuid[]) AND m.id BETWEEN $2 AND $3 AND m.connection_id = $4
     AND m.registered_at IS NOT NULL AND m.merged_into IS NULL AND (m.awaits_receipt OR m.status = 'unknown')`;
