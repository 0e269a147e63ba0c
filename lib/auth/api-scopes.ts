export const API_SCOPES = [
  "messages:write",
  "messages:read",
  "verifications:write",
  "verifications:read",
  "suppressions:read",
  "callbacks:forward",
] as const;
export type ApiScope = (typeof API_SCOPES)[number];
