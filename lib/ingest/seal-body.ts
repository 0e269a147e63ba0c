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

export function sealBody(request: OpenedBody, secretId: string | null): SealedBody {
  const { body, ...rest } = request;
  const head = Buffer.from(JSON.stringify(rest), "utf8");
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(head.length);
  const cryptoId = randomUUID();
  return {
    bodyHash: hashBody(request.method === "GET" ? Buffer.from(request.query, "utf8") : body),
    cryptoId,
    ciphertext: seal(Buffer.concat([length, head, body]), "payload", cryptoId),
    secretId,
  };
}

export function openBody(ciphertext: Uint8Array, cryptoId: string): OpenedBody {
  const plain = open(ciphertext, "payload", cryptoId);
  const headEnd = 4 + plain.readUInt32BE(0);
  return { ...JSON.parse(plain.toString("utf8", 4, headEnd)), body: plain.subarray(headEnd) };
}
