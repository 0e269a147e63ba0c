import type { IncomingMessage } from "node:http";
import { MAX_BODY_BYTES, type Unread } from "../receive-callback";
import type { BodyRoom } from "./body-room";

/** A body that is not here by then is not coming: slow senders must not hold sockets. */
export const BODY_TIMEOUT_MS = 10_000;

export type UnreadBody = Unread | "aborted";

/** Whether the body is over the cap by its own announcement. */
export function announcesTooMuch(request: IncomingMessage): boolean {
  return Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES;
}

/** Reads the body once, and no further than the cap or its room. */
export function readBody(request: IncomingMessage, room: BodyRoom): Promise<Buffer | UnreadBody> {
  if (announcesTooMuch(request)) return Promise.resolve("too_large");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (result: Buffer | UnreadBody) => {
      clearTimeout(timer);
      resolve(result);
      if (typeof result !== "string") return;
      chunks.length = 0;
      request.off("data", read).pause();
    };
    const read = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) settle("too_large");
      else if (!room.take(chunk.length)) settle("no_room");
      else chunks.push(chunk);
    };
    const timer = setTimeout(settle, BODY_TIMEOUT_MS, "too_slow");
    request.on("data", read);
    request.on("end", () => settle(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
    request.on("error", () => settle("aborted"));
    request.on("close", () => settle("aborted"));
  });
}
