import type { AppError } from "@/lib/errors";

/** What became of one item that the app sent: an expected failure is a value. */
export type Outcome<T> = { ok: true; created: boolean; value: T } | { ok: false; error: AppError };

export function refused(error: AppError): { ok: false; error: AppError } {
  return { ok: false, error };
}
