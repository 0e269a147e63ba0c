import { sendRequest } from "@/lib/http/send-request";
import { plainAnswer } from "@/lib/providers/kit/plain-answer";
import type { DeliveryReport } from "@/lib/providers/provider";
import type { Connection } from "../connections";
import { readRecipient } from "../delivery-reports/recent-recipients";

export const POLL_PROBLEMS = [
  "rate_limited",
  "unauthorised",
  "provider_fault",
  "unexpected_status",
  "not_understood",
  "too_large",
  "timeout",
  "unreachable",
] as const;
/** Why a question has no answer that can be taken. */
export type PollProblem = (typeof POLL_PROBLEMS)[number];

export type Asked =
  /** `kept` is what of the answer may be stored. */
  | { kind: "told"; reports: DeliveryReport[]; kept: string }
  /** The provider knows no such message. */
  | { kind: "not_found" }
  | { kind: "failed"; problem: PollProblem; retryAfterSeconds: number | null };

/** An answer about one message is a few KiB. */
const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 10_000;

/** Asks the provider once what became of a message, by its own id. Nothing of question and answer is logged. */
export async function askProvider(connection: Connection, ref: string, timeoutMs = TIMEOUT_MS): Promise<Asked> {
  const request = questionOf(connection, ref);
  if (!request) return failed("unauthorised");
  const sent = await sendRequest(request, { timeoutMs, maxBytes: MAX_BYTES });
  if (!sent.ok)
    return failed(sent.problem === "too_large" || sent.problem === "timeout" ? sent.problem : "unreachable");
  const { status, body, retryAfterSeconds } = sent.answer;
  if (status === 200 || status === 404) return readAnswer(connection, ref, { status, body: body.toString("utf8") });
  return failed(problemOf(status), retryAfterSeconds);
}

/** Whether a connection holds what its provider wants to be asked with. */
export function canAsk(connection: Connection): boolean {
  return questionOf(connection, "id") !== undefined;
}

function questionOf({ adapter, secretSets }: Connection, ref: string) {
  // As a part of an address these lead to another one.
  if (/^\.{1,2}$/.test(ref)) return undefined;
  for (const { values } of secretSets) {
    const request = adapter.lookup?.request(ref, values);
    if (request) return request;
  }
  return undefined;
}

function readAnswer({ adapter }: Connection, ref: string, response: { status: number; body: string }): Asked {
  try {
    const reports = adapter.lookup?.parse(response) ?? [];
    if (reports.length === 0) return { kind: "not_found" };
    // Of another message than the one that was asked about nothing is taken.
    if (reports.some(({ providerMessageId }) => providerMessageId !== ref)) return failed("not_understood");
    const numbers = reports.flatMap(numberOf);
    return { kind: "told", reports, kept: plainAnswer(response.body, adapter.lookup?.plainFields ?? [], numbers) };
  } catch {
    return failed("not_understood");
  }
}

function numberOf({ recipient, channel = "sms" }: DeliveryReport): string[] {
  const read = recipient === undefined ? null : readRecipient(recipient, channel);
  return read?.ok ? [read.normalised] : [];
}

function problemOf(status: number): PollProblem {
  if (status === 429) return "rate_limited";
  if (status === 401 || status === 403) return "unauthorised";
  return status >= 500 ? "provider_fault" : "unexpected_status";
}

function failed(problem: PollProblem, retryAfterSeconds: number | null = null): Asked {
  return { kind: "failed", problem, retryAfterSeconds };
}
