import type { ParseProblem, WebhookRequest } from "../provider";
import { formFields, isForm, onlyValue, queryOf } from "./form-fields";
import { decodeUtf8, member, readJsonObject } from "./read-json";

type RequestFields = { ok: true; field: (name: string) => unknown } | { ok: false; problem: ParseProblem };

/** The fields of a callback wherever they stand: in the query of a GET, in a form, or in one JSON object. */
export function readRequestFields(request: WebhookRequest): RequestFields {
  if (request.method === "POST" && !isForm(request.headers)) {
    const read = readJsonObject(request.body);
    return read.ok ? { ok: true, field: (name) => member(read.value, name) } : read;
  }
  const text = request.method === "POST" ? decodeUtf8(request.body) : queryOf(request.url);
  if (text === undefined) return { ok: false, problem: "unreadable_body" };
  if (text.trim() === "") return { ok: false, problem: "empty_body" };
  const fields = formFields(text);
  return { ok: true, field: (name) => onlyValue(fields, name) };
}
