import parsePhoneNumber from "libphonenumber-js/max";
import { z } from "zod";
import type { AuditEntry } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { CurrentUser } from "@/lib/auth/current-user";
import { limitRate } from "@/lib/auth/limit-rate";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { maskNumbers } from "@/lib/delivery/recipient/mask-text";
import { open } from "@/lib/privacy/seal";
import { compareWith } from "./compare-with";
import { findNumber, type StoredNumber } from "./find-number";
import { REVEAL_REASONS } from "./reveal-reason";

const LIMIT = { purpose: "reveal", limit: 20, windowSeconds: 3600 };

export const RevealNumberInput = z
  .strictObject({
    /** Of the story or the message. */
    id: z.string(),
    reason: z.enum(REVEAL_REASONS),
    ticket: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}#_/-]{0,40}$/u)
      .default(""),
    note: z.string().trim().max(300).default(""),
  })
  .refine(({ reason, note }) => reason !== "other" || note !== "", { path: ["note"] });
export type RevealNumberInput = z.input<typeof RevealNumberInput>;

export type RevealResult =
  | { ok: true /** E.164, an address or a handle. */; number: string /** Grouped for reading. */; shown: string }
  | { ok: false; code: "not_found" | "no_number" }
  | { ok: false; code: "invalid_input"; fields: ("reason" | "ticket" | "note")[] }
  | { ok: false; code: "rate_limited"; retryAfterSeconds: number };

/** Opens one number for a trusted role. Who, why and when is committed to the audit log before it is opened. */
export async function revealNumber(input: RevealNumberInput, clock: Clock): Promise<RevealResult> {
  const user = await requirePermission("number:reveal");
  const parsed = RevealNumberInput.safeParse(input);
  if (!parsed.success) return { ok: false, code: "invalid_input", fields: invalidFields(parsed.error) };
  const found = await findNumber(parsed.data.id);
  if (!found.ok) return found;
  const at = clock();
  const answer = await limitRate({ ...LIMIT, subject: user.id }, at);
  if (!answer.ok) return { ...answer, code: "rate_limited" };
  const sameness = compareWith(parsed.data.ticket, found.number);
  if (sameness === "same" || sameness === "twin") return { ok: false, code: "invalid_input", fields: ["ticket"] };

  await db().$transaction((tx) => recordAudit(tx, entryOf(user, found.number, parsed.data, at)));
  const number = open(found.number.ciphertext, "recipient", found.number.cryptoId).toString("utf8");
  return { ok: true, number, shown: parsePhoneNumber(number)?.formatInternational() ?? number };
}

/** Tickets and notes were typed: they may name a person, so they are sealed beside the chain. */
function entryOf(
  user: CurrentUser,
  { subject }: StoredNumber,
  { reason, ticket, note }: z.output<typeof RevealNumberInput>,
  at: Date,
): AuditEntry {
  const personal = { ...(ticket && { ticket }), ...(note && { note: maskNumbers(note) }) };
  const actor = { kind: "user", id: user.id } as const;
  return { actor, action: "number_revealed", subject, details: { reason }, personal, at };
}

function invalidFields(error: z.ZodError): ("reason" | "ticket" | "note")[] {
  const named = new Set(error.issues.map(({ path }) => path[0]));
  return (["reason", "ticket", "note"] as const).filter((field) => named.has(field));
}
