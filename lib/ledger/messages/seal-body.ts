import { randomUUID } from "node:crypto";
import { hashBody } from "@/lib/privacy/hash-body";
import { open, seal } from "@/lib/privacy/seal";

/** The exact bytes of a verified callback, sealed once for all reports in it. */
export type SealedBody = {
  bodyHash: string;
  cryptoId: string;
  ciphertext: Buffer;
  /** The secret that verified it; null for a connection without one. */
  secretId: string | null;
};

/** What a sealed body opens to: the request line's query (a GET carries its report there), headers, bytes. */
export type OpenedBody = { method: string; query: string; headers: Record<string, string>; body: Buffer };

/** The length of the head comes first. */
const HEAD_START = 4;

/** `repeated`: what another push of the same callback has in common with this one, unless all of its bytes. */
export function sealBody(request: OpenedBody, secretId: string | null, repeated?: string): SealedBody {
  const { body, ...rest } = request;
  const head = JSON.stringify(rest);
  const plain = Buffer.allocUnsafe(HEAD_START + Buffer.byteLength(head) + body.length);
  const headEnd = HEAD_START + plain.write(head, HEAD_START);
  plain.writeUInt32BE(headEnd - HEAD_START);
  plain.set(body, headEnd);
  const cryptoId = randomUUID();
  return {
    bodyHash: hashBody(repeated ?? (request.method === "GET" ? request.query : body)),
    cryptoId,
    ciphertext: seal(plain, "payload", cryptoId),
    secretId,
  };
}

export function openBody(ciphertext: Uint8Array, cryptoId: string): OpenedBody {
  const plain = open(ciphertext, "payload", cryptoId);
  const headEnd = HEAD_START + plain.readUInt32BE(0);
  return { ...JSON.parse(plain.toString("utf8", HEAD_START, headEnd)), body: plain.subarray(headEnd) };
}
