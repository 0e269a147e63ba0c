import { validate } from "uuid";
import type { Prisma, AuditEntry as Row } from "@/generated/prisma/client";
import { AUDIT_ACTIONS, type AuditAction, LOOKING_ACTIONS } from "@/lib/audit/audit-action";
import type { AuditActor, AuditDetails, AuditSubjectType } from "@/lib/audit/audit-entry";
import { chainWaiting } from "@/lib/audit/chain-waiting";
import { openPersonal } from "@/lib/audit/personal-fields";
import { requirePermission } from "@/lib/auth/require-permission";
import { db } from "@/lib/db";
import { type ActionFilter, type AuditCursor, type AuditFilters, auditRange, SYSTEM } from "./audit-filters";
import { nameIds } from "./name-ids";

/** What stands sealed beside an entry: opened for the auditor, erased since, or not what was sealed. */
export type Personal =
  | { state: "none" | "erased" | "unreadable" }
  | { state: "opened"; fields: Record<string, string> };

export type ListedEntry = {
  number: number;
  at: Date;
  actor: { kind: AuditActor["kind"]; id: string | null; name: string | null };
  action: AuditAction;
  subject: { type: AuditSubjectType; id: string; name: string | null } | null;
  details: AuditDetails;
  personal: Personal;
};
export type AuditPage = {
  entries: ListedEntry[];
  newer: AuditCursor | null;
  older: AuditCursor | null;
  /** So much waits to be chained that it could not be done at once: what was looked at last is not in the page. */
  isBehind: boolean;
};

const PAGE = 50;
const PATIENCE_MS = 3_000;

/**
 * One page of the log, newest first; its cursors lead to the pages beside it, where there are any. What waits to be
 * chained is chained first, so that the page shows it.
 */
export async function listAudit(filters: AuditFilters): Promise<AuditPage> {
  await requirePermission("audit:read");
  const isChained = await chainWaiting(new Date(Date.now() + PATIENCE_MS));
  const isNewer = filters.page?.side === "newer";
  const found = await db().auditEntry.findMany({
    where: whereOf(filters),
    orderBy: { number: isNewer ? "asc" : "desc" },
    take: PAGE + 1,
  });
  const hasMore = found.length > PAGE;
  const rows = isNewer ? found.slice(0, PAGE).reverse() : found.slice(0, PAGE);
  const [first, last] = [rows.at(0), rows.at(-1)];
  return {
    entries: await present(rows),
    newer: first && (isNewer ? hasMore : filters.page) ? { side: "newer", number: Number(first.number) } : null,
    older: last && (isNewer || hasMore) ? { side: "older", number: Number(last.number) } : null,
    isBehind: !isChained,
  };
}

function whereOf(filters: AuditFilters): Prisma.AuditEntryWhereInput {
  const { actor, action, subject, page } = filters;
  const { from, to } = auditRange(filters);
  return {
    ...(actor && (actor === SYSTEM ? { actorKind: SYSTEM } : { actorId: actor })),
    ...(action && { action: actionsOf(action) }),
    ...(subject && { subjectId: subject }),
    at: { ...(from && { gte: from }), ...(to && { lt: to }) },
    ...(page && { number: page.side === "older" ? { lt: page.number } : { gt: page.number } }),
  };
}

function actionsOf(action: ActionFilter): Prisma.StringFilter | AuditAction {
  if (action === "looking") return { in: [...LOOKING_ACTIONS] };
  if (action === "changing") return { in: AUDIT_ACTIONS.filter((one) => !LOOKING_ACTIONS.includes(one)) };
  return action;
}

async function present(rows: readonly Row[]): Promise<ListedEntry[]> {
  const names = await nameIds(rows.flatMap(({ actorId, subjectId }) => [actorId, subjectId]).filter(isId));
  return rows.map((row) => ({
    number: Number(row.number),
    at: row.at,
    actor: { kind: row.actorKind as AuditActor["kind"], id: row.actorId, name: names.get(row.actorId ?? "") ?? null },
    action: row.action as AuditAction,
    subject: subjectOf(row, names),
    details: row.details as AuditDetails,
    personal: personalOf(row),
  }));
}

function isId(id: string | null): id is string {
  return id !== null && validate(id);
}

function subjectOf({ subjectType, subjectId: id }: Row, names: ReadonlyMap<string, string>): ListedEntry["subject"] {
  if (subjectType === null || id === null) return null;
  return { type: subjectType as AuditSubjectType, id, name: names.get(id) ?? null };
}

/** A tampered row must not take the whole page with it: verification names it. */
function personalOf({ number, personal, personalCommitment }: Row): Personal {
  if (!personal) return { state: personalCommitment ? "erased" : "none" };
  try {
    return { state: "opened", fields: openPersonal(personal, number) };
  } catch {
    return { state: "unreadable" };
  }
}
