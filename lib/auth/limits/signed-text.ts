import { isSameSecret } from "@/lib/privacy/is-same-secret";
import { keyedDigest, keyedDigests } from "./keyed-digest";

/** Signs what a browser keeps for us. The purpose and what it is bound to are part of the signature, not of the text. */
export function sign(purpose: string, boundTo: string, text: string): string {
  return keyedDigest(signedPart(purpose, boundTo, text));
}

export function isSigned(purpose: string, boundTo: string, text: string, signature: string): boolean {
  return keyedDigests(signedPart(purpose, boundTo, text)).some((digest) => isSameSecret(digest, signature));
}

function signedPart(purpose: string, boundTo: string, text: string): string {
  return `signed:${purpose}\0${boundTo}\0${text}`;
}
