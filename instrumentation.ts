import type { Instrumentation } from "next";
import { TOO_MUCH_DIGEST, UNAVAILABLE_DIGEST } from "@/app/failure-digest";
import { env } from "@/lib/env";
import { logConsole } from "@/lib/log-console";
import { logFailure } from "@/lib/log-failure";

/** Logged where they were met. */
const NOTED: readonly unknown[] = [TOO_MUCH_DIGEST, UNAVAILABLE_DIGEST];

/** Called by Next before it serves anything. */
export function register(): void {
  if (env().NODE_ENV === "production") logConsole();
}

/** Called by Next with every error that a page, an action or a route did not expect. */
export const onRequestError: Instrumentation.onRequestError = (error, _request, { routePath, routeType }) => {
  if (!NOTED.includes((error as { digest?: unknown } | null)?.digest)) {
    logFailure(error, { route: routePath, kind: routeType });
  }
};
