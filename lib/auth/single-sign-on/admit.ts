import type { AuditEntry } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";

export const SINGLE_SIGN_ON_REFUSALS = ["no_account", "unverified_email", "other_subject", "unavailable"] as const;
export type SingleSignOnRefusal = (typeof SINGLE_SIGN_ON_REFUSALS)[number];

export type Admission = { ok: true; userId: string } | { ok: false; code: SingleSignOnRefusal };

/** What the issuer's signed token says of a person. */
export type IssuerClaims = { iss: string; sub: string; email?: string; email_verified?: boolean };

/**
 * The account of a person whom the issuer vouches for. The first time it is found by an address that the issuer has
 * verified, and bound to the issuer's subject; from then on the subject alone counts, whoever has the address.
 */
export async function admit(claims: IssuerClaims, clock: Clock): Promise<Admission> {
  const bound = await findBound(claims);
  if (bound) return bound.status === "active" ? { ok: true, userId: bound.id } : refuse("no_account", bound.id);
  const user = claims.email ? await db().user.findUnique({ where: { email: claims.email.toLowerCase() } }) : null;
  if (user?.status !== "active") return refuse("no_account", user?.id ?? null);
  if (claims.email_verified !== true) return refuse("unverified_email", user.id);
  if (await bind(claims, user.id, clock())) return { ok: true, userId: user.id };
  const meanwhile = await findBound(claims);
  return meanwhile?.id === user.id ? { ok: true, userId: user.id } : refuse("other_subject", user.id);

  async function refuse(code: SingleSignOnRefusal, userId: string | null): Promise<Admission> {
    await db().$transaction((tx) => recordAudit(tx, refusal(claims, code, userId, clock())));
    return { ok: false, code };
  }
}

async function findBound({ iss: issuer, sub: subject }: IssuerClaims) {
  const where = { issuer_subject: { issuer, subject } };
  return (await db().userIdentity.findUnique({ where, include: { user: true } }))?.user ?? null;
}

/** False where the account has another subject of this issuer already: an address changed hands, or somebody tries. */
function bind({ iss: issuer, sub: subject }: IssuerClaims, userId: string, at: Date): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const data = [{ issuer, subject, userId, createdAt: at }];
    const { count } = await tx.userIdentity.createMany({ data, skipDuplicates: true });
    if (count === 0) return false;
    const about = { type: "user", id: userId } as const;
    const actor = { kind: "user", id: userId } as const;
    const personal = { subject };
    await recordAudit(tx, { actor, action: "identity_bound", subject: about, details: { issuer }, personal, at });
    return true;
  });
}

function refusal({ iss, sub, email }: IssuerClaims, reason: string, userId: string | null, at: Date): AuditEntry {
  return {
    actor: { kind: "system" },
    action: "sign_in_refused",
    subject: userId === null ? null : { type: "user", id: userId },
    details: { method: "single_sign_on", reason, issuer: iss },
    personal: { subject: sub, ...(email && { email }) },
    at,
  };
}
