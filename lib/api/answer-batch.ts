import { z } from "zod";
import { AppError } from "@/lib/errors";
import type { Outcome } from "@/lib/registrations/outcome";
import { parseInput } from "./parse-input";
import { problem, problemResponse } from "./problem";

export const MAX_BATCH = 500;

/** One item's answer within a list: what the status and body would have been, had it been sent alone. */
export const BatchItem = z.object({ status: z.number().int(), body: z.unknown() });
type BatchItem = z.infer<typeof BatchItem>;

/**
 * One object is answered with its own status. A list of up to 500 is answered 207 with a list of
 * `{status, body}` in the same order: items succeed and fail alone.
 */
export async function answerBatch<Input, Output extends object>(
  body: unknown,
  schema: z.ZodType<Input>,
  run: (inputs: Input[]) => Promise<Outcome<Output>[]>,
): Promise<Response> {
  if (!Array.isArray(body)) return answerOne(body, schema, run);
  if (body.length === 0 || body.length > MAX_BATCH) {
    throw new AppError("invalid_input", `Send 1 to ${MAX_BATCH} items, not ${body.length}.`);
  }
  const parsed = body.map((item) => parseInput(schema, item));
  const outcomes = await run(parsed.flatMap((item) => (item.ok ? [item.value] : [])));
  let next = 0;
  const items = parsed.map((item): BatchItem => itemOf(item.ok ? outcomes[next++] : item));
  return Response.json(items, { status: 207 });
}

async function answerOne<Input, Output extends object>(
  body: unknown,
  schema: z.ZodType<Input>,
  run: (inputs: Input[]) => Promise<Outcome<Output>[]>,
): Promise<Response> {
  const input = parseInput(schema, body);
  if (!input.ok) return problemResponse(input.error);
  const [outcome] = await run([input.value]);
  if (!outcome?.ok) return problemResponse(outcome?.error);
  return Response.json(outcome.value, { status: outcome.created ? 201 : 200 });
}

function itemOf(outcome: Outcome<object> | undefined): BatchItem {
  if (outcome?.ok) return { status: outcome.created ? 201 : 200, body: outcome.value };
  const refused = problem(outcome?.error ?? new AppError("internal", "This item was not answered."));
  return { status: refused.status, body: refused };
}
