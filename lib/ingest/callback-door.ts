import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallbackResponse } from "@/lib/providers/provider";
import { MAX_BODY_BYTES, receiveCallback, tooLarge } from "./receive-callback";
import { drainCallbacks } from "./store-callbacks";
import { stopTallies } from "./tallies";

/** A body that is not here by then is not coming: slow senders must not hold sockets. */
const BODY_TIMEOUT_MS = 10_000;

export const CALLBACK_PATH = "/api/webhooks/";

/** The bare `node:http` door: raw target, raw bytes, no framework in between. */
export function handleCallback(request: IncomingMessage, response: ServerResponse): void {
  void answerCallback(request, response);
}

/** Resolves when every callback taken so far is answered for; then counts are written. */
export async function drainIngest(): Promise<void> {
  await drainCallbacks();
  await stopTallies();
}

async function answerCallback(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const receivedAt = new Date();
  const body = await readBody(request);
  if (body === "aborted") return;
  if (body === "too_large" || body === "too_slow") {
    const refusal = body === "too_large" ? tooLarge() : { status: 408, body: "The body did not arrive in time." };
    send(response, { ...refusal, headers: { ...refusal.headers, connection: "close" } });
    return;
  }
  send(
    response,
    await receiveCallback({
      method: request.method ?? "",
      target: request.url ?? "",
      headers: request.headers as Record<string, string>,
      body,
      address: request.socket.remoteAddress ?? null,
      receivedAt,
    }),
  );
}

function send(response: ServerResponse, { status, headers, body }: CallbackResponse): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": body === undefined ? 0 : Buffer.byteLength(body) });
  response.end(body);
}

/** Reads the body once, and no further than the cap. */
function readBody(request: IncomingMessage): Promise<Buffer | "too_large" | "too_slow" | "aborted"> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > MAX_BODY_BYTES) return Promise.resolve("too_large");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => resolve("too_slow"), BODY_TIMEOUT_MS);
    const settle = (result: Buffer | "too_large" | "aborted") => {
      clearTimeout(timer);
      resolve(result);
    };
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) {
        request.pause();
        settle("too_large");
      } else chunks.push(chunk);
    });
    request.on("end", () => settle(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
    request.on("error", () => settle("aborted"));
    request.on("close", () => settle("aborted"));
  });
}
