import { type Agent, request } from "node:http";
import type { WebhookRequest } from "@/lib/providers/provider";

/** No provider waits longer than this for an answer. */
const PATIENCE_MS = 15_000;

/**
 * How one posted callback ended; `status` is null when the connection was refused or broke before an answer.
 * `beganAt` is on the clock of `performance.now()`.
 */
export type Answer = { status: number | null; retryAfter: string | undefined; beganAt: number; tookMs: number };

/** Posts a signed callback to the URL that it was signed for, or to the same path at another origin. */
export function postCallback(signed: WebhookRequest, agent: Agent, origin?: string): Promise<Answer> {
  const beganAt = performance.now();
  const { method, headers, body } = signed;
  const { pathname, search } = new URL(signed.url);
  const url = origin ? `${origin}${pathname}${search}` : signed.url;
  return new Promise((resolve) => {
    const end = (status: number | null, retryAfter?: string) =>
      resolve({ status, retryAfter, beganAt, tookMs: performance.now() - beganAt });
    const call = request(url, { method, headers, agent, timeout: PATIENCE_MS }, (response) => {
      response.resume();
      response.on("end", () => end(response.statusCode ?? null, response.headers["retry-after"]));
      response.on("error", () => end(null));
    });
    call.on("timeout", () => call.destroy(new Error("no answer in time")));
    call.on("error", () => end(null));
    call.end(body);
  });
}

export function isAcknowledged({ status }: Answer): boolean {
  return status !== null && status >= 200 && status < 300;
}
