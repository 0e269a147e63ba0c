import { meters } from "@/lib/meters";
import type { CallbackResponse } from "@/lib/providers/provider";
import type { RawCallback } from "../raw-callback";
import { MAX_BODY_BYTES, type Unread, unread } from "../receive-callback";
import { type BodyRoom, bodyRoom } from "./body-room";
import { BODY_TIMEOUT_MS } from "./read-body";

/**
 * The door of a Next route handler, for `next start` and serverless hosts. Next has rewritten the URL and
 * hides the peer: providers that sign the URL try its known re-encodings. `receive` is the core, here or in a thread.
 */
export async function handleNextCallback(
  request: Request,
  receive: (callback: RawCallback) => Promise<CallbackResponse>,
): Promise<Response> {
  const receivedAt = new Date();
  const room = bodyRoom();
  try {
    const body = await readBody(request, room);
    if (typeof body === "string") return refuseUnread(body);
    const { method, url, headers } = request;
    const callback = { method, target: targetOf(url), headers: Object.fromEntries(headers), body };
    return toResponse(await receive({ ...callback, address: null, receivedAt }));
  } finally {
    room.giveBack();
  }
}

/** Path and query of an absolute URL. */
function targetOf(url: string): string {
  return url.slice(url.indexOf("/", "https://".length));
}

function toResponse({ status, headers, body }: CallbackResponse): Response {
  return new Response(status === 204 || !body ? null : body, { status, headers });
}

/** Ends the connection too: the host's server would read the rest of the body, however long. */
function refuseUnread(why: Unread): Response {
  meters().callbacks.inc({ provider: "none", outcome: why });
  const answer = unread(why);
  return toResponse({ ...answer, headers: { ...answer.headers, connection: "close" } });
}

/** No more than the cap or its room is ever held. */
function readBody(request: Request, room: BodyRoom): Promise<Buffer | Unread> {
  const announced = Number(request.headers.get("content-length") ?? Number.NaN);
  if (announced > MAX_BODY_BYTES) return Promise.resolve("too_large");
  if (!request.body) return Promise.resolve(Buffer.alloc(0));
  if (!(announced >= 0)) return readChunks(request.body.getReader(), room);
  return room.take(announced) ? readAnnounced(request) : Promise.resolve("no_room");
}

/**
 * At once: the host's server reads no further than what was announced. With as few promises as it takes: Next has
 * Node follow each of them from request to request.
 */
function readAnnounced(request: Request): Promise<Buffer | "too_slow"> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, BODY_TIMEOUT_MS, "too_slow");
    const read = (body: ArrayBuffer) => {
      clearTimeout(timer);
      resolve(Buffer.from(body));
    };
    const fail = (error: unknown) => {
      clearTimeout(timer);
      reject(error);
    };
    request.arrayBuffer().then(read, fail);
  });
}

async function readChunks(reader: ReadableStreamDefaultReader<Uint8Array>, room: BodyRoom): Promise<Buffer | Unread> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void reader.cancel();
  }, BODY_TIMEOUT_MS);
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) return "too_slow";
      if (done) return Buffer.concat(chunks, bytes);
      bytes += value.length;
      const refused = bytes > MAX_BODY_BYTES ? "too_large" : room.take(value.length) ? null : "no_room";
      if (refused) {
        void reader.cancel();
        return refused;
      }
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
}
