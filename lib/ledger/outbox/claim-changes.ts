import { readPool } from "@/lib/db";
import { type Change, changeId, type SubjectKind } from "./change";

/** A change as a reader gets it: under one id, however often it comes. */
export type ClaimedChange = Change & { id: string; kind: SubjectKind };

/**
 * Takes changes that nobody of the reader's processes is working on, for so many seconds: what is not `settled` until
 * then is claimable again. Each process may claim at once; the order is none to rely on, the version is.
 */
export async function claimChanges(reader: string, most: number, leaseSeconds: number): Promise<ClaimedChange[]> {
  const values = [reader, most, leaseSeconds];
  const { rows } = await readPool().query<Omit<ClaimedChange, "id">>({ name: "claim-changes", text: CLAIM, values });
  return rows.map((row) => ({ ...row, id: changeId(row) }));
}

/** Forgets changes that the reader is done with: from then on it is not told of them again. */
export async function settleChanges(reader: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const values = [reader, changes.map(({ subject }) => subject), changes.map(({ version }) => version)];
  await readPool().query({ name: "settle-changes", text: SETTLE, values });
}

/** The rows are chosen once: a plan that looked again would lock, and claim, more than were asked for. */
const CLAIM = `
  WITH free AS MATERIALIZED (
    SELECT subject, version FROM outbox WHERE reader = $1 AND claimed_until <= now()
     ORDER BY claimed_until LIMIT $2 FOR UPDATE SKIP LOCKED)
  UPDATE outbox o SET claimed_until = now() + make_interval(secs => $3)
    FROM free WHERE o.reader = $1 AND o.subject = free.subject AND o.version = free.version
  RETURNING o.kind, o.subject, o.version, o.attempt_id AS "attempt"`;
const SETTLE = `
  DELETE FROM outbox o USING unnest($2::uuid[], $3::integer[]) AS done (subject, version)
   WHERE o.reader = $1 AND o.subject = done.subject AND o.version = done.version`;
