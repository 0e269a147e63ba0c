import { SEEN_PATH, type Seen, seenQuestion } from "@/lib/ingest/seen";
import type { Asked } from "./judge-address";

const PATIENCE_MS = 5_000;
/** Holds what proxies like to rewrite. */
const QUERY = "?as=it%27s%2fsigned&again=a+b%20c";

/** Asks an installation, by its public address, how it sees what comes there. */
export async function askAddress(url: string): Promise<Asked> {
  const sent = SEEN_PATH + QUERY;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(url.replace(/\/+$/, "") + sent, {
      headers: seenQuestion(new Date()),
      redirect: "manual",
      signal,
    });
    const body = await answer.text();
    if (answer.status !== 200) return { kind: "other", status: answer.status };
    return { kind: "answered", seen: JSON.parse(body) as Seen, sent };
  } catch (error) {
    return { kind: "failed", code: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  if (name === "SyntaxError") return "not an answer of this installation";
  return (
    cause?.code ?? (name === "TimeoutError" ? `no answer within ${PATIENCE_MS / 1_000} s` : (name ?? "no reason given"))
  );
}
