import { type LookupAddress, type LookupOptions, lookup as resolveName } from "node:dns";
import { isIP } from "node:net";
import { Agent, type Dispatcher, request as undiciRequest } from "undici";
import type { AddressRange } from "@/lib/address-range";
import { env } from "@/lib/env";
import { publicUrl } from "@/lib/public-url";
import { processWide } from "@/lib/runtime";
import { isReachable } from "./reachable-address";
import { retryAfterSeconds } from "./retry-after";

export type OutgoingRequest = {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
};

export type OutgoingLimits = { timeoutMs?: number; maxBytes?: number };

export type Answer = {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
  /** How long the other side asks us to wait, an hour at most; null where it does not. */
  retryAfterSeconds: number | null;
};

export const SEND_PROBLEMS = [
  "bad_address",
  "forbidden_address",
  "unresolved",
  "unreachable",
  "timeout",
  "too_large",
] as const;
export type SendProblem = (typeof SEND_PROBLEMS)[number];
/** Whatever the other side answers is an answer, a redirect too: none is followed. */
export type SendResult = { ok: true; answer: Answer } | { ok: false; problem: SendProblem };

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;

/**
 * The one way out: every request to another machine. Private addresses are refused as the connection is made, after
 * DNS, but for ranges in OUTGOING_PRIVATE_RANGES and our own public address. Nothing of it is logged.
 */
export async function sendRequest(request: OutgoingRequest, limits: OutgoingLimits = {}): Promise<SendResult> {
  const url = readAddress(request.url);
  if (!url) return { ok: false, problem: "bad_address" };
  const allowed = allowedRanges();
  const isOurs = url.origin === new URL(publicUrl()).origin;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // Addresses in figures are connected to without a look-up, so that the agent's own check never sees them.
  if (!isOurs && isIP(host) !== 0 && !isReachable(host, allowed)) return { ok: false, problem: "forbidden_address" };
  return exchange(url, request, isOurs ? openAgent() : guardedAgent(), limits);
}

function readAddress(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return null;
  return url.username || url.password || url.hostname === "" ? null : url;
}

async function exchange(
  url: URL,
  { method, headers, body }: OutgoingRequest,
  dispatcher: Agent,
  { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES }: OutgoingLimits,
): Promise<SendResult> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await undiciRequest(url, {
      method: method as Dispatcher.HttpMethod,
      headers,
      body,
      dispatcher,
      signal,
    });
    const read = await readCapped(response.body, maxBytes);
    if (!read) return { ok: false, problem: "too_large" };
    const answered = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
    );
    const wait = retryAfterSeconds(answered["retry-after"], answered.date);
    return {
      ok: true,
      answer: { status: response.statusCode, headers: answered, body: read, retryAfterSeconds: wait },
    };
  } catch (error) {
    return { ok: false, problem: signal.aborted ? "timeout" : problemOf(error) };
  }
}

async function readCapped(stream: AsyncIterable<Buffer> & { destroy(): void }, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > most) {
      stream.destroy();
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function problemOf(error: unknown): SendProblem {
  const code = (error as { code?: string }).code;
  switch (code) {
    case FORBIDDEN:
      return "forbidden_address";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "unresolved";
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return "timeout";
    case "UND_ERR_HEADERS_OVERFLOW":
      return "too_large";
    default:
      return "unreachable";
  }
}

const FORBIDDEN = "OTP_DESK_FORBIDDEN_ADDRESS";
type LookedUp = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** One forbidden address among several is enough: which of them would be taken is the other side's to choose. */
export function guardedLookup(hostname: string, options: LookupOptions, done: LookedUp): void {
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    if (addresses.some(({ address }) => !isReachable(address, allowedRanges()))) {
      return done(Object.assign(new Error("this address is not to be reached"), { code: FORBIDDEN }), []);
    }
    const [first] = addresses;
    if (options.all || !first) return done(null, addresses);
    return done(null, first.address, first.family);
  });
}

/** A connection stays with the address that was checked for it, and is soon closed. */
const KEPT_MS = 4_000;

function guardedAgent(): Agent {
  return processWide("outgoing-agent", () => {
    return new Agent({ connect: { lookup: guardedLookup as never }, keepAliveTimeout: KEPT_MS });
  });
}

function openAgent(): Agent {
  return processWide("own-address-agent", () => new Agent({ keepAliveTimeout: KEPT_MS }));
}

function allowedRanges(): readonly AddressRange[] {
  return env().OUTGOING_PRIVATE_RANGES ?? [];
}
