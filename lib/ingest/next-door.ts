import type { CallbackResponse } from "@/lib/providers/provider";
import { MAX_BODY_BYTES, receiveCallback, tooLarge } from "./receive-callback";

/**
 * The door of a Next route handler, for `next start` and serverless hosts. Next has rewritten the URL and
 * hides the peer: providers that sign the URL try its known re-encodings.
 */
export async function receiveNextCallback(request: Request): Promise<Response> {
  const receivedAt = new Date();
  const body = await readBody(request);
  if (body === null) return toResponse(tooLarge());
  const { pathname, search } = new URL(request.url);
  return toResponse(
    await receiveCallback({
      method: request.method,
      target: pathname + search,
      headers: Object.fromEntries(request.headers),
      body,
      address: null,
      receivedAt,
    }),
  );
}

function toResponse({ status, headers, body }: CallbackResponse): Response {
  return new Response(status === 204 || !body ? null : body, { status, headers });
}

/** Null when the body is over the cap; no more than the cap is ever held. */
async function readBody(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return null;
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}
