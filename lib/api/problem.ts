import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { type AppError, ERROR_CODES, type ErrorCode, isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { isOutage } from "./is-outage";

/** RFC 9457, with two members of ours. */
export const Problem = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  code: z.enum(ERROR_CODES).describe("Tells failures apart by program."),
  detail: z.string(),
  fields: z.record(z.string(), z.string()).optional().describe("Field path: what is wrong with it."),
});
export type Problem = z.infer<typeof Problem>;

/** The answer to a failure, expected or not. What was not expected is logged, and says nothing of its inside. */
export function problemResponse(error: unknown): Response {
  const failure = isAppError(error) ? error : unexpected(error);
  const { status, ...rest } = problem(failure);
  return Response.json(
    { ...rest, status },
    {
      status,
      headers: { ...headersOf(failure), "content-type": "application/problem+json", "cache-control": "no-store" },
    },
  );
}

export function problem({ code, message, fields }: Pick<AppError, "code" | "message" | "fields">): Problem {
  const status = STATUS[code];
  return {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    code,
    detail: message,
    ...(fields && { fields }),
  };
}

const STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  invalid_input: 422,
  not_found: 404,
  conflict: 409,
  unauthenticated: 401,
  forbidden: 403,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  misconfigured: 500,
  internal: 500,
};

type Failure = Pick<AppError, "code" | "message" | "fields" | "retryAfterSeconds">;

function headersOf({ code, retryAfterSeconds }: Failure): Record<string, string> {
  if (code === "unauthenticated") return { "www-authenticate": "Bearer" };
  return retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
}

function unexpected(error: unknown): Failure {
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  if (isOutage(error)) {
    log().error({ name, code }, "api: the database cannot be reached");
    return { code: "unavailable", message: "Nothing was stored. Send the same again.", retryAfterSeconds: 2 };
  }
  log().error({ name, code, stack: framesOf(error) }, "api: unexpected failure");
  return { code: "internal", message: "This failed on our side. It has been logged." };
}

/** Where it happened, without the message: a message may quote what was sent. */
function framesOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack
    ?.split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
}
