import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

// The fixed beginnings that make 32 raw bytes a key in DER.
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The 64 bytes of an Ed25519 signature, by the 32 of a seed. */
export function signEd25519(content: Buffer, seed: Buffer): Buffer {
  return sign(null, content, privateKey(seed));
}

/** Whether a signature was made by the owner of a public key (its 32 bytes). */
export function isEd25519Signature(signature: Buffer, content: Buffer, point: Buffer): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, point]), format: "der", type: "spki" });
  return verify(null, content, key, signature);
}

/** The 32 bytes of the public key that belongs to a seed. */
export function publicPointOf(seed: Buffer): Buffer {
  return createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" }).subarray(-32);
}

function privateKey(seed: Buffer) {
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
}
