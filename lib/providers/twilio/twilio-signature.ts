import querystring from "node:querystring";
import { formFields, isForm, onlyValue, queryOf } from "../kit/form-fields";
import { decodeBase64, decodeHex, digest, hmac, isSame } from "../kit/signature";
import type { Verification, WebhookRequest } from "../provider";

const BODY_HASH = "bodySHA256";

/** Checks `X-Twilio-Signature` against the address and the form, or against the hash of a JSON body. */
export function verifyTwilioSignature(request: WebhookRequest, authToken: string): Verification {
  const header = request.headers["x-twilio-signature"];
  if (!header) return { ok: false, reason: "missing_signature" };
  const signature = decodeBase64(header, 20);
  if (!signature) return { ok: false, reason: "malformed_signature" };
  if (!isBodyCovered(request)) return { ok: false, reason: "bad_body_hash" };
  const parameters = signedParameters(request);
  for (const address of signedAddresses(request)) {
    if (isSame(signature, hmac("sha1", authToken, address, parameters))) return { ok: true };
  }
  return { ok: false, reason: "bad_signature" };
}

/** Base64 of HMAC-SHA1 over the address and, for a form, its sorted parameters. */
export function twilioSignature(request: WebhookRequest, authToken: string): string {
  return hmac("sha1", authToken, request.url, signedParameters(request)).toString("base64");
}

/** The query parameter that makes a signature of the address cover a body that is not a form. */
export function bodyHashParameter(body: Buffer): string {
  return `${BODY_HASH}=${digest("sha256", body).toString("hex")}`;
}

/** A form is signed itself; any other body only through its hash in the signed address. */
function isBodyCovered(request: WebhookRequest): boolean {
  if (request.method !== "POST") return true;
  const claimed = claimedBodyHash(request);
  if (claimed === undefined) return isForm(request.headers) || request.body.length === 0;
  const expected = decodeHex(claimed, 32);
  return expected !== undefined && isSame(expected, digest("sha256", request.body));
}

function claimedBodyHash(request: WebhookRequest): string | undefined {
  if (!request.url.includes(BODY_HASH)) return undefined;
  return onlyValue(formFields(queryOf(request.url)), BODY_HASH);
}

/** Names sorted; each value right behind its name; values of a repeated name without repetition and sorted. */
function signedParameters(request: WebhookRequest): string {
  if (request.method !== "POST" || claimedBodyHash(request) !== undefined || !isForm(request.headers)) return "";
  const fields = formFields(request.body.toString("utf8"));
  let signed = "";
  for (const name of [...fields.keys()].sort()) {
    const values = fields.get(name) ?? [];
    for (const value of values.length > 1 ? [...new Set(values)].sort() : values) signed += name + value;
  }
  return signed;
}

/**
 * Every spelling of the address that may have been signed, the likeliest first. Port, credentials and query are
 * what servers and proxies rewrite on the way; each spelling names the same address.
 */
function* signedAddresses(request: WebhookRequest): Generator<string> {
  yield request.url;
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#]*)@)?([^/?#]*)([^?#]*)/i.exec(request.url);
  if (!parts) return;
  const [, scheme = "", userInfo, host = "", path = ""] = parts;
  const tried = new Set([request.url]);
  for (const query of querySpellings(queryOf(request.url))) {
    for (const hostAndPort of portSpellings(scheme, host)) {
      for (const credentials of userInfo === undefined ? credentialSpellings(request) : [`${userInfo}@`]) {
        const address = scheme + credentials + hostAndPort + path + query;
        if (!tried.has(address)) yield address;
        tried.add(address);
      }
    }
  }
}

function portSpellings(scheme: string, host: string): string[] {
  const bare = host.replace(/:\d*$/, "");
  const standard = scheme.toLowerCase() === "https://" ? 443 : 80;
  return bare === host ? [host, `${host}:${standard}`] : [host, bare];
}

/** As it came; as a URL parser writes it; with the apostrophes that such a parser escaped; as Node's querystring does. */
function querySpellings(query: string): string[] {
  if (query === "") return [""];
  const parsed = new URL(`http://localhost/?${query}`).search;
  const legacy = querystring.stringify(querystring.parse(wellFormed(query)));
  return [`?${query}`, parsed, `?${query.replaceAll("%27", "'")}`, `?${legacy}`];
}

/** Credentials of an address travel in a header, but are signed as part of the address. */
function credentialSpellings(request: WebhookRequest): string[] {
  const basic = /^Basic (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const [user, ...rest] = basic ? Buffer.from(basic, "base64").toString("utf8").split(":") : [];
  if (!user) return [""];
  const password = rest.join(":");
  const spellings = [[user, password] as const, [encodeURIComponent(user), encodeURIComponent(password)] as const]
    .map(([name, word]) => (word === "" ? `${name}@` : `${name}:${word}@`))
    .filter((credentials) => !/[@/?#].*@/.test(credentials));
  return ["", ...spellings];
}

/** Half a surrogate pair makes encoders throw. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
