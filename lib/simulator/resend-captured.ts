import { readFile } from "node:fs/promises";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import type { ExampleCallback } from "@/lib/providers/provider";
import type { Account } from "./account";
import { pickAccounts } from "./pick-accounts";
import { openPoster } from "./post-callback";
import { requireLoopback } from "./require-loopback";
import { requireServer } from "./require-server";

/** A captured callback: its bytes, and of the request what the provider's signature may cover. */
const Captured = z.object({
  method: z.enum(["GET", "POST"]).default("POST"),
  /** Without its question mark. */
  query: z.string().default(""),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(""),
  encoding: z.enum(["utf8", "base64"]).default("utf8"),
});
type Captured = z.infer<typeof Captured>;

export type Resent = { provider: string; connection: string; status: number; bytes: number };

/** Signs a captured callback anew with a connection's own secrets and sends it to an instance. */
export async function resendCaptured(options: {
  file: string;
  provider?: string;
  connection?: string;
  base: string;
}): Promise<Resent> {
  const base = requireLoopback(options.base);
  await requireServer(base);
  const captured = await readCaptured(options.file);
  const { first } = await pickAccounts(options, true);
  const example = exampleOf(captured, first);
  const poster = openPoster(base);
  try {
    const status = await poster.post(first.provider.sign(example, first.secrets));
    return { provider: first.provider.id, connection: first.key, status, bytes: example.body.length };
  } finally {
    poster.close();
  }
}

/** A document of the form above, or the bare body of a callback. */
async function readCaptured(file: string): Promise<Captured> {
  const bytes = await readFile(file).catch((cause) => {
    throw new AppError("not_found", "--from: the file cannot be read.", { cause });
  });
  const parsed = Captured.safeParse(asJson(bytes));
  const isDocument = parsed.success && (parsed.data.body !== "" || parsed.data.query !== "");
  return isDocument ? parsed.data : Captured.parse({ body: bytes.toString("base64"), encoding: "base64" });
}

function exampleOf(captured: Captured, account: Account): ExampleCallback & { kind: "raw" } {
  const { method, query, headers, encoding } = captured;
  const body = Buffer.from(captured.body, encoding);
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const contentType = named ?? (asJson(body) === undefined ? "application/x-www-form-urlencoded" : "application/json");
  const url = query === "" ? account.url : `${account.url}?${query}`;
  return { kind: "raw", url, at: new Date(), method, contentType, body };
}

function asJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
