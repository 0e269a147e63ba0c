/** Everything that the log can say was done. */
export const AUDIT_ACTIONS = [
  "sign_in",
  "sign_in_refused",
  "sign_out",
  "number_compared",
  "number_revealed",
  "payload_viewed",
  "messages_exported",
  "connection_added",
  "connection_changed",
  "connection_disabled",
  "connection_enabled",
  "secret_rotated",
  "secret_revoked",
  "test_callback_sent",
  "status_mapped",
  "status_unmapped",
  "events_replayed",
  "review_dismissed",
  "review_reopened",
  "invitation_created",
  "invitation_revoked",
  "user_added",
  "user_role_changed",
  "user_disabled",
  "user_enabled",
  "api_key_added",
  "api_key_revoked",
  "view_shared",
  "setting_changed",
  "alert_rule_changed",
  "person_erased",
  "retention_run",
  "keys_changed",
  "demo_removed",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export function isAuditAction(value: string): value is AuditAction {
  return (AUDIT_ACTIONS as readonly string[]).includes(value);
}
