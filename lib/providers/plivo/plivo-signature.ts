import { formFields, isForm, queryOf } from "../kit/form-fields";
import { decodeBase64, digest, type HashName, hmac, isSame } from "../kit/signature";
import type { RefusalReason, Verification, WebhookRequest } from "../provider";

export const SIGNATURE_VERSIONS = ["v3", "v2", "v1"] as const;
export type SignatureVersion = (typeof SIGNATURE_VERSIONS)[number];

type Scheme = {
  /** Of the account or subaccount that sent, and of its main account. */
  signatures: readonly string[];
  nonce?: string;
  hash: HashName;
  bytes: number;
  /** What the callback says is signed too, as far as it is a form or a query: another body would be anybody's. */
  coversFields?: true;
  content(request: WebhookRequest, nonce: string): string;
};

const SCHEMES: Readonly<Record<SignatureVersion, Scheme>> = {
  v3: {
    signatures: ["x-plivo-signature-v3", "x-plivo-signature-ma-v3"],
    nonce: "x-plivo-signature-v3-nonce",
    hash: "sha256",
    bytes: 32,
    coversFields: true,
    content: (request, nonce) => `${addressAndFields(request)}.${nonce}`,
  },
  v2: {
    signatures: ["x-plivo-signature-v2", "x-plivo-signature-ma-v2"],
    nonce: "x-plivo-signature-v2-nonce",
    hash: "sha256",
    bytes: 32,
    content: ({ url }, nonce) => bareAddress(url) + nonce,
  },
  // Older than the nonce.
  v1: {
    signatures: ["x-plivo-signature"],
    hash: "sha1",
    bytes: 20,
    coversFields: true,
    content: (request) => request.url + joined(formOf(request), ""),
  },
};

/** Whether one of the signatures that came, of one of these versions, is of this token. */
export function verifyPlivoSignature(
  request: WebhookRequest,
  authToken: string,
  versions: readonly SignatureVersion[],
): Verification {
  let reason: RefusalReason = "missing_signature";
  for (const version of versions) {
    const checked = verifyVersion(request, authToken, SCHEMES[version]);
    if (checked.ok) return checked;
    if (checked.reason !== "missing_signature") reason = checked.reason;
  }
  return { ok: false, reason };
}

function verifyVersion(request: WebhookRequest, authToken: string, scheme: Scheme): Verification {
  // One header may hold several, after a rotation of the token.
  const given = scheme.signatures.flatMap((name) => request.headers[name]?.split(",") ?? []);
  const nonce = scheme.nonce === undefined ? "" : request.headers[scheme.nonce];
  if (given.length === 0 || nonce === undefined) return { ok: false, reason: "missing_signature" };
  const signatures = given.flatMap((text) => decodeBase64(text.trim(), scheme.bytes) ?? []);
  if (signatures.length === 0) return { ok: false, reason: "malformed_signature" };
  if (scheme.coversFields && isBodyUnsigned(request)) return { ok: false, reason: "bad_body_hash" };
  const expected = hmac(scheme.hash, authToken, scheme.content(request, nonce));
  return signatures.some((signature) => isSame(signature, expected))
    ? { ok: true }
    : { ok: false, reason: "bad_signature" };
}

/** The headers of one version, with a nonce made of what is signed and when. */
export function plivoHeaders(request: WebhookRequest, authToken: string, version: "v2" | "v3"): Record<string, string> {
  const scheme = SCHEMES[version];
  const said = digest("sha256", `${request.receivedAt.getTime()} ${request.url} ${request.body.toString("latin1")}`);
  const nonce = String(said.readBigUInt64BE()).padStart(20, "0");
  const signature = hmac(scheme.hash, authToken, scheme.content(request, nonce)).toString("base64");
  return { [`x-plivo-signature-${version}`]: signature, [`x-plivo-signature-${version}-nonce`]: nonce };
}

function isBodyUnsigned({ method, headers, body }: WebhookRequest): boolean {
  return method === "POST" && body.length > 0 && !isForm(headers);
}

function bareAddress(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? "";
}

/**
 * A `?` stands before the query, and also where there is none but a form; a dot only between the two.
 */
function addressAndFields(request: WebhookRequest): string {
  const [query, form] = [joined(formFields(queryOf(request.url)), "=", "&"), formOf(request)];
  const mark = query !== "" || form.size > 0 ? "?" : "";
  const dot = query !== "" && form.size > 0 ? "." : "";
  return bareAddress(request.url) + mark + query + dot + joined(form, "");
}

function formOf({ method, headers, body }: WebhookRequest): Map<string, string[]> {
  return method === "POST" && isForm(headers) ? formFields(body.toString("utf8")) : new Map();
}

/** Names sorted, and the values of each. */
function joined(fields: ReadonlyMap<string, readonly string[]>, between: string, after = ""): string {
  return [...fields.keys()]
    .sort()
    .flatMap((name) => [...(fields.get(name) ?? [])].sort().map((value) => name + between + value))
    .join(after);
}
