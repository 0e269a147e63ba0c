import type { AuditAction } from "./audit-action";

/** What an entry may be about: the words that stand in the log beside the id. */
export const AUDIT_SUBJECTS = [
  "message",
  "verification",
  "connection",
  "review_item",
  "user",
  "invitation",
  "api_key",
  "view",
  "alert_rule",
  "setting",
  "person",
] as const;
export type AuditSubjectType = (typeof AUDIT_SUBJECTS)[number];

export type AuditActor = { kind: "user"; id: string } | { kind: "api_key"; id: string } | { kind: "system" };
export type AuditSubject = { type: AuditSubjectType; id: string };
export type AuditDetails = Record<string, string | number | boolean | null>;

export type AuditEntry = {
  actor: AuditActor;
  action: AuditAction;
  subject: AuditSubject | null;
  /** Hashed into the chain for good, shown to every auditor: ids, counts and closed words, never personal data. */
  details?: AuditDetails;
  /** What a person typed or what names one (address, free-text reason): sealed beside the chain, erasable. */
  personal?: Record<string, string>;
  at: Date;
};
