import { Agent, request as httpRequest } from "node:http";
import { request as httpsRequest, Agent as SecureAgent } from "node:https";
import { AppError } from "@/lib/errors";
import { ownCallHeaders } from "@/lib/ingest/callers/check-caller";
import type { WebhookRequest } from "@/lib/providers/provider";

const TIMEOUT_MS = 15_000;
const MAX_SOCKETS = 64;
/** A provider comes again when it gets no answer, or is told to. */
const TRIES = 3;
const PAUSE_MS = 500;

export type Poster = {
  /** Resolves with the status of the answer; 0 when none came. */
  post(request: WebhookRequest): Promise<number>;
  answered(): number;
  close(): void;
};

/** Sends callbacks to an instance as providers do: over `node:http`, which leaves the signed target as it is. */
export function openPoster(base: URL): Poster {
  const isSecure = base.protocol === "https:";
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const agent = isSecure ? new SecureAgent(options) : new Agent(options);
  let answered = 0;
  const post = async (request: WebhookRequest) => {
    const status = await sendUntilTaken(request, (each) => sendOnce(each, base, agent));
    answered += 1;
    return status;
  };
  return { post, answered: () => answered, close: () => agent.destroy() };
}

async function sendUntilTaken(
  request: WebhookRequest,
  send: (request: WebhookRequest) => Promise<number>,
): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const status = await send(request);
    if ((status !== 0 && status !== 503) || tries === TRIES) return status;
    await new Promise((resolve) => setTimeout(resolve, tries * PAUSE_MS));
  }
}

function sendOnce({ url, method, headers, body }: WebhookRequest, base: URL, agent: Agent): Promise<number> {
  const open = base.protocol === "https:" ? httpsRequest : httpRequest;
  const path = base.pathname.replace(/\/+$/, "") + url.slice(url.indexOf("/api/webhooks/"));
  // Behind the public address stands a proxy that ends TLS; the simulator takes its place.
  const proxied: Record<string, string> = url.startsWith("https:") ? { "x-forwarded-proto": "https" } : {};
  const { hostname, port } = base;
  return new Promise((resolve, reject) => {
    const sending = open(
      {
        hostname: hostname.replace(/^\[|\]$/g, ""),
        port,
        path,
        method,
        agent,
        timeout: TIMEOUT_MS,
        headers: { ...headers, ...proxied, ...ownCallHeaders(path, new Date()), "content-length": body.length },
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
        response.on("error", () => resolve(0));
      },
    );
    sending.on("timeout", () => sending.destroy());
    sending.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") reject(new AppError("unavailable", `Nothing listens at ${base.origin}.`));
      else resolve(0);
    });
    sending.end(body);
  });
}
