import type { AuditAction } from "@/lib/audit/audit-action";
import type { AuditSubjectType } from "@/lib/audit/audit-entry";
import type { AuditProblem } from "@/lib/audit/verify-chain";
import type { ActionFilter } from "@/lib/audit-log/audit-filters";

export const ACTION_WORDS: Record<AuditAction, string> = {
  sign_in: "Signed in",
  sign_in_refused: "Sign-in refused",
  sign_out: "Signed out",
  looked_up: "Looked up",
  looking_stopped: "Stopped from looking up",
  story_opened: "Opened a story",
  message_opened: "Opened a message",
  session_expired: "Session ended by its time",
  password_changed: "Changed the own password",
  password_reset_offered: "Made a link for a new password",
  password_reset: "Set a new password by a link",
  identity_bound: "Bound to a person of single sign-on",
  identity_unbound: "Unbound from single sign-on",
  number_compared: "Compared a number",
  number_revealed: "Revealed a number",
  payload_viewed: "Viewed a raw payload",
  messages_exported: "Exported messages",
  customer_heard: "Noted what the customer says",
  customer_word_taken_back: "Took back what the customer says",
  connection_added: "Added a connection",
  connection_changed: "Changed a connection",
  connection_disabled: "Disabled a connection",
  connection_enabled: "Enabled a connection",
  connection_archived: "Archived a connection",
  connection_unarchived: "Brought a connection back",
  secret_rotated: "Rotated a secret",
  secret_revoked: "Revoked a secret",
  test_callback_sent: "Sent a test callback",
  status_mapped: "Mapped a status",
  status_unmapped: "Took a mapping back",
  events_replayed: "Replayed events",
  review_dismissed: "Dismissed a review item",
  review_reopened: "Reopened a review item",
  invitation_created: "Made an invitation",
  invitation_revoked: "Revoked an invitation",
  user_added: "Account made",
  user_role_changed: "Changed a role",
  user_disabled: "Disabled an account",
  user_enabled: "Enabled an account",
  api_key_added: "Added an API key",
  api_key_revoked: "Revoked an API key",
  view_shared: "Shared a view",
  setting_changed: "Changed a setting",
  alert_rule_changed: "Changed an alert rule",
  person_erased: "Erased a person",
  retention_run: "Removed old data",
  keys_changed: "Changed encryption keys",
  demo_removed: "Removed the demo",
  simulation_removed: "Removed what was simulated",
};

/** Groups of actions, which the log can be filtered by too. */
export const GROUP_WORDS = {
  looking: "Only looking",
  changing: "All but looking",
} as const satisfies Record<Exclude<ActionFilter, AuditAction>, string>;

export const SUBJECT_WORDS: Record<AuditSubjectType, string> = {
  message: "Message",
  verification: "Verification",
  connection: "Connection",
  review_item: "Review item",
  user: "User",
  invitation: "Invitation",
  api_key: "API key",
  view: "View",
  alert_rule: "Alert rule",
  setting: "Setting",
  person: "Person",
};

/** What is wrong with the first bad entry, behind "Entry 57 …". */
export function problemWords(problem: AuditProblem): string {
  switch (problem) {
    case "missing":
      return "is missing";
    case "unexpected":
      return "stands where the log knows none";
    case "unchained":
      return "does not follow the entry before it: one was removed, added or moved here";
    case "changed":
      return "was changed after it was written";
    case "personal_changed":
      return "was changed in its sealed fields, or they do not open";
    case "end_missing":
      return "should be here, but the log ends before it";
    case "rewritten":
      return "is not the one that was noted earlier: the log was written anew";
  }
}

/** `provider_escalation` and `isComplete` as words. */
export function detailText(value: string | number | boolean | null): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" || /[^a-z_]/.test(value) ? String(value) : value.replaceAll("_", " ");
}

export function detailName(name: string): string {
  if (name === "same") return "same number";
  if (name === "misses") return "not known, within the hour";
  if (name === "asked") return "numbers and addresses";
  if (name === "unknown") return "of them not known";
  return name
    .replaceAll("_", " ")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
}
