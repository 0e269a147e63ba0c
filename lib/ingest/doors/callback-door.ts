import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/lib/log";
import { meters } from "@/lib/meters";
import type { CallbackResponse } from "@/lib/providers/provider";
import { rereadConnections } from "../connections";
import { receiveCallback, unread } from "../receive-callback";
import { drainCallbacks } from "../store-callbacks";
import { stopTallies } from "../tallies";
import { answerUnread } from "./answer-unread";
import { bodyRoom } from "./body-room";
import { announcesTooMuch, readBody, type UnreadBody } from "./read-body";

export const CALLBACK_PATH = "/api/webhooks/";

/** The bare `node:http` door: raw target, raw bytes, no framework in between. */
export function handleCallback(request: IncomingMessage, response: ServerResponse): void {
  answerCallback(request, response).catch((error) => {
    log().error({ name: (error as Error).name }, "a callback could not be answered");
    response.destroy();
  });
}

/** A callback whose body will not be read: who asks before sending it need not send it. */
export function refusedUnread(request: IncomingMessage): boolean {
  return request.url?.startsWith(CALLBACK_PATH) === true && announcesTooMuch(request);
}

/** Reads what the first callback would have to wait for. If it cannot be read now, each callback tries again. */
export async function prepareIngest(): Promise<void> {
  await rereadConnections().catch(() => log().warn("connections could not be read before the first callback"));
}

/** Resolves when every callback taken so far is answered for; then counts are written. */
export async function drainIngest(): Promise<void> {
  await drainCallbacks();
  await stopTallies();
}

async function answerCallback(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const receivedAt = new Date();
  const room = bodyRoom();
  try {
    const body = await readBody(request, room);
    if (typeof body === "string") return refuseUnread(request, response, body);
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
  } finally {
    room.giveBack();
  }
}

function send(response: ServerResponse, answer: CallbackResponse): void {
  if (response.destroyed) return;
  writeHead(response, answer);
  response.end(answer.body);
}

function refuseUnread(request: IncomingMessage, response: ServerResponse, why: UnreadBody): void {
  if (why === "aborted" || response.destroyed) return;
  meters().callbacks.inc({ provider: "none", outcome: why });
  answerUnread(request, response, unread(why));
}

function writeHead(response: ServerResponse, { status, headers, body }: CallbackResponse): void {
  response.writeHead(status, { ...headers, "content-length": body === undefined ? 0 : Buffer.byteLength(body) });
}
