import { isOwnHost, isOwnOrigin, type OwnNames } from "./own-names";

/** What a request says of itself before anything is done for it. */
export type AskedFor = {
  method: string;
  /** Path and query, or `*`. */
  target: string;
  header(name: string): string | null | undefined;
};

export type Refusal = { status: 400 | 403 | 405 | 411 | 413 | 421; words: string; headers?: Record<string, string> };

/** No form of ours is nearly as long. */
export const MAX_FORM_BYTES = 256 * 1024;

/** Called by programs, which prove themselves in the request or read what is anybody's: no cookie counts there. */
const MACHINES = /^\/api\/(webhooks\/|v1\/|health(?:$|[/?])|openapi\.json(?:$|\?))/;
const READING = ["GET", "HEAD", "OPTIONS"];

/**
 * Why a request for a page, an action or a sign-in is refused before it is looked at; null when it may pass. What
 * changes something comes from a page of ours, whatever the browser made of the cookie's SameSite.
 */
export function judgeRequest(request: AskedFor, own: OwnNames): Refusal | null {
  const { method, target } = request;
  if (target === "*") return NO_METHOD;
  if (!isReadable(target)) return UNREADABLE;
  if (MACHINES.test(target)) return null;
  const host = request.header("host") ?? "";
  if (!isOwnHost(host, own)) return FOREIGN_HOST;
  if (READING.includes(method)) return null;
  return isFromOwnPage(request, host, own) ? judgeForm(request) : FOREIGN_PAGE;
}

/** Neither the database nor the path's own reader takes what is no text. */
function isReadable(target: string): boolean {
  const [path = ""] = target.split("?", 1);
  try {
    decodeURIComponent(path);
  } catch {
    return false;
  }
  return !/%00|\0/.test(target);
}

/** A browser's own word goes first: a page can forge neither. */
function isFromOwnPage(request: AskedFor, host: string, own: OwnNames): boolean {
  const site = request.header("sec-fetch-site");
  if (site) return site === "same-origin";
  const origin = request.header("origin");
  return Boolean(origin) && isOwnOrigin(origin ?? "", host, own);
}

/** Browsers say how long a form is; Next itself, when it hands an action on, does not. */
function judgeForm(request: AskedFor): Refusal | null {
  if (/^multipart\/(?!.*;\s*boundary=)/i.test(request.header("content-type") ?? "")) return NO_FORM;
  if (request.header("transfer-encoding") && !request.header("x-action-forwarded")) return NO_LENGTH;
  return Number(request.header("content-length") ?? 0) > MAX_FORM_BYTES ? TOO_LARGE : null;
}

const NO_METHOD: Refusal = {
  status: 405,
  words: "Ask for a page by its address, with GET.",
  headers: { allow: "GET, HEAD, POST" },
};
const UNREADABLE: Refusal = { status: 400, words: "This address holds bytes that are no text." };
const FOREIGN_HOST: Refusal = {
  status: 421,
  words:
    "OTP Desk is not known by this name. Open it by PUBLIC_URL or by the address that it printed when it started; further names belong in ALLOWED_HOSTS.",
};
const FOREIGN_PAGE: Refusal = {
  status: 403,
  words:
    "This was not sent from a page of OTP Desk, so nothing was done. Behind a proxy, PUBLIC_URL must be the address that people open.",
};
const NO_FORM: Refusal = { status: 400, words: "This form cannot be read: it does not say where its fields end." };
const NO_LENGTH: Refusal = { status: 411, words: "Send the form with its Content-Length." };
const TOO_LARGE: Refusal = { status: 413, words: "This form is larger than 256 KiB. Nothing was done." };
