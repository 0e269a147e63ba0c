import { z } from "zod";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { connectionProblem } from "./connection-problem";

/** One clear line for what people can mend; for the rest a line too, and the stack in the log. */
export function failureLine(error: unknown): string {
  if (isAppError(error)) return error.message;
  if (error instanceof z.ZodError) return error.issues.map(describeIssue).join("; ");
  switch (codeOf(error)) {
    case "42P01":
    case "P2021":
      return "The database lacks tables of this version: run the command migrate first.";
    case "ECONNREFUSED":
    case "57P01":
    case "P1001":
      return `DATABASE_URL: ${connectionProblem({ code: "ECONNREFUSED" })}`;
    default:
      log().fatal({ err: error }, "unexpected failure");
      return `Unexpected failure: ${error instanceof Error ? firstLine(error) : "no error was given"}`;
  }
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join(".")}: ${message}` : message;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

function firstLine({ name, message }: Error): string {
  return message.trim().split("\n").at(-1) || name;
}
