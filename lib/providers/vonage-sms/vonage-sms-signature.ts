import { formFields, isForm, queryOf } from "../kit/form-fields";
import { decodeUtf8, readJsonObject } from "../kit/read-json";
import { digest, hmac } from "../kit/signature";
import type { ParseProblem, WebhookRequest } from "../provider";

export const SIGNATURE_METHODS = ["md5hash", "md5", "sha1", "sha256", "sha512"] as const;
export type SignatureMethod = (typeof SIGNATURE_METHODS)[number];

/** Lower-case hex over all fields but `sig`, sorted by name. */
export function vonageSignature(fields: ReadonlyMap<string, string>, secret: string, method: SignatureMethod): string {
  const text = signedText(fields);
  return method === "md5hash"
    ? digest("md5", text + secret).toString("hex")
    : hmac(method, secret, text).toString("hex");
}

/** `&name=value` for each, with what would look like a border inside a value taken out. */
function signedText(fields: ReadonlyMap<string, string>): string {
  return [...fields]
    .filter(([name]) => name !== "sig")
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `&${name}=${value.replace(/[&=]/g, "_")}`)
    .join("");
}

type Fields = { ok: true; fields: ReadonlyMap<string, string> } | { ok: false; problem: ParseProblem };

/**
 * The fields of a callback, which the account sends as a query, a form or JSON. A repeated name, or a name that
 * looks like two, is refused: what is signed and what is read must be one thing.
 */
export function readVonageFields(request: WebhookRequest): Fields {
  const known = READ.get(request);
  if (known) return known;
  const read = readFields(request);
  READ.set(request, read);
  return read;
}

/** Read for its signature, its report and its hash: once. */
const READ = new WeakMap<WebhookRequest, Fields>();

function readFields(request: WebhookRequest): Fields {
  if (request.method === "POST" && !isForm(request.headers)) return readJsonFields(request.body);
  const text = request.method === "POST" ? decodeUtf8(request.body) : queryOf(request.url);
  if (text === undefined) return { ok: false, problem: "unreadable_body" };
  if (text.trim() === "") return { ok: false, problem: "empty_body" };
  const fields = new Map<string, string>();
  for (const [name, values] of formFields(text)) {
    if (values.length !== 1 || !isPlainName(name)) return { ok: false, problem: "unexpected_shape" };
    fields.set(name, values[0] ?? "");
  }
  return { ok: true, fields };
}

function readJsonFields(body: Buffer): Fields {
  const read = readJsonObject(body);
  if (!read.ok) return read;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(read.value)) {
    if (typeof value === "object" || !isPlainName(name)) return { ok: false, problem: "unexpected_shape" };
    fields.set(name, String(value));
  }
  return { ok: true, fields };
}

function isPlainName(name: string): boolean {
  return !/[&=]/.test(name);
}
