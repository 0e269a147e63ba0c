import { z } from "zod";
import type { ApiScope } from "@/lib/auth/api-scopes";
import { BatchItem, MAX_BATCH } from "./answer-batch";

/** A call of the API, as its page describes it. */
export type Call = {
  summary: string;
  description?: string;
  scope: ApiScope;
  id?: string;
  query?: Record<string, string>;
  header?: Record<string, string>;
  input?: z.ZodType;
  /** A list of inputs is taken too, and answered item by item. */
  isBatch?: boolean;
  answers: Record<number, { description: string; body: z.ZodType }>;
  problems: readonly number[];
};

const REFUSALS: Readonly<Record<number, string>> = {
  400: "The body is not JSON.",
  401: "No API key, or one that is not valid.",
  403: "The API key lacks the scope.",
  404: "There is nothing with this id.",
  409: "Known already, with other content.",
  413: "The body is larger than 1 MiB.",
  422: "A field is missing or not as expected.",
  429: "Too many ids that are not known were asked for in this hour; ask again after Retry-After.",
  503: "Nothing was stored; send the same again after Retry-After.",
};

/** A call as an operation of OpenAPI 3.1. */
export function describeCall({
  summary,
  description,
  scope,
  id,
  query = {},
  header = {},
  input,
  isBatch,
  answers,
  problems,
}: Call) {
  const parameters = [
    ...(id ? [{ name: "id", in: "path", required: true, description: id, schema: { type: "string" } }] : []),
    ...Object.entries(query).map(([name, text]) => ({
      name,
      in: "query",
      description: text,
      schema: { type: "string" },
    })),
    ...Object.entries(header).map(([name, text]) => ({
      name,
      in: "header",
      description: text,
      schema: { type: "string" },
    })),
  ];
  return {
    summary,
    description: [description, `Scope: \`${scope}\`.`].filter(Boolean).join("\n\n"),
    parameters,
    ...(input && { requestBody: { required: true, content: json(inputSchema(input, isBatch)) } }),
    responses: { ...answered(answers, isBatch), ...refusedWith(problems) },
  };
}

function answered(answers: Call["answers"], isBatch = false) {
  const single = Object.entries(answers).map(([status, { description, body }]) => [
    status,
    { description, content: json(schemaOf(body, "output")) },
  ]);
  const items = { description: "Each item answered by itself", content: json(schemaOf(z.array(BatchItem), "output")) };
  return Object.fromEntries(isBatch ? [...single, ["207", items]] : single);
}

function refusedWith(statuses: readonly number[]) {
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: REFUSALS[status] ?? "Refused", content }]),
  );
}

function inputSchema(input: z.ZodType, isBatch = false): object {
  const schema = schemaOf(input, "input");
  return isBatch ? { oneOf: [schema, { type: "array", minItems: 1, maxItems: MAX_BATCH, items: schema }] } : schema;
}

function json(schema: object) {
  return { "application/json": { schema } };
}

export function schemaOf(schema: z.ZodType, io: "input" | "output"): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
