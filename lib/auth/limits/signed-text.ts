import { timingSafeEqual } from "node:crypto";
import { keyedDigest, keyedDigests } from "./keyed-digest";

/** Signs what a browser keeps for us. The purpose and what it is bound to are part of the signature, not of the text. */
export function sign(purpose: string, boundTo: string, text: string): string {
  return keyedDigest(signedPart(purpose, boundTo, text));
}

export function isSigned(purpose: string, boundTo: string, text: string, signature: string): boolean {
  return keyedDigests(signedPart(purpose, boundTo, text)).some((digest) => isSame(digest, signature));
}

function signedPart(purpose: string, boundTo: string, text: string): string {
  return `signed:${purpose}\0${boundTo}\0${text}`;
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
