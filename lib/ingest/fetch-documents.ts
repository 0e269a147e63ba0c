import { setTimeout as sleep } from "node:timers/promises";
import { sendRequest } from "@/lib/http/send-request";
import { processWide } from "@/lib/runtime";

/** Certificates are a few KiB. */
const LIMITS = { timeoutMs: 4_000, maxBytes: 64 * 1024 };
/** A provider puts a new certificate at a new address; nothing else ever needs to be forgotten. */
const KEPT = 20;
/** One that could not be had is not asked for again with each callback. */
const PAUSE_MS = 5_000;

type Documents = { kept: Map<string, string>; asked: Map<string, Promise<string | null>> };

/** Those of the addresses whose document is in memory. */
export function keptDocuments(urls: readonly URL[]): ReadonlyMap<string, string> {
  const { kept } = documents();
  return new Map(urls.flatMap(({ href }) => (kept.has(href) ? [[href, kept.get(href) ?? ""] as const] : [])));
}

/**
 * The documents at these addresses, which the provider has pinned to hosts of its own; one that cannot be had now is
 * missing. Several callbacks that want the same wait for one request.
 */
export async function fetchDocuments(urls: readonly URL[]): Promise<ReadonlyMap<string, string>> {
  await Promise.all(urls.map(({ href }) => documents().kept.get(href) ?? fetchOnce(href)));
  return keptDocuments(urls);
}

function documents(): Documents {
  return processWide("callback-documents", () => ({ kept: new Map(), asked: new Map() }));
}

function fetchOnce(href: string): Promise<string | null> {
  const { asked } = documents();
  const underWay = asked.get(href);
  if (underWay) return underWay;
  const asking = fetchDocument(href);
  asked.set(href, asking);
  const forget = () => asked.delete(href);
  const forgetLater = () => sleep(PAUSE_MS, undefined, { ref: false }).then(forget);
  // Whoever asked is told of an error; here it counts as one more that could not be had.
  void asking.then((text) => (text === null ? forgetLater() : forget()), forgetLater);
  return asking;
}

async function fetchDocument(href: string): Promise<string | null> {
  const { kept } = documents();
  const sent = await sendRequest({ method: "GET", url: href }, LIMITS);
  if (!sent.ok || sent.answer.status !== 200) return null;
  const text = sent.answer.body.toString("utf8");
  kept.set(href, text);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return text;
}
