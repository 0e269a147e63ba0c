export const ERROR_CODES = [
  "bad_request",
  "invalid_input",
  "not_found",
  "conflict",
  "too_large",
  "unauthenticated",
  "forbidden",
  "rate_limited",
  "unavailable",
  "misconfigured",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * A failure that callers are expected to meet, told apart by `code`: `instanceof` fails across the module
 * copies of one process. `message` is fit for the person who asked; it never holds personal data.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Field path → what is wrong with it. */
  readonly fields?: Record<string, string>;
  readonly retryAfterSeconds?: number;
  /** Read by Next: what bears it is answered with its status, and stands in no log. A refusal is no failure. */
  readonly digest?: string;

  constructor(
    code: ErrorCode,
    message: string,
    more: { fields?: Record<string, string>; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = more.fields;
    this.retryAfterSeconds = more.retryAfterSeconds;
    if (code === "unauthenticated") this.digest = "NEXT_HTTP_ERROR_FALLBACK;401";
    if (code === "forbidden") this.digest = "NEXT_HTTP_ERROR_FALLBACK;403";
  }
}

export function isAppError(error: unknown): error is AppError {
  const code = (error as { code?: unknown } | null)?.code;
  return error instanceof Error && error.name === "AppError" && (ERROR_CODES as readonly unknown[]).includes(code);
}
