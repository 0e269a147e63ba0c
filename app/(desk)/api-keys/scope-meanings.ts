import type { ApiScope } from "@/lib/auth/api-scopes";

/** What a scope lets an app do, where one is chosen. */
export const SCOPE_MEANINGS: Record<ApiScope, string> = {
  "messages:write": "Register what it sends",
  "messages:read": "Ask what became of a message, and for advice",
  "verifications:write": "Tell what the user did with the code",
  "verifications:read": "Ask how an attempt stands",
  "suppressions:read": "Ask who opted out",
  "callbacks:forward": "Pass on callbacks that it received itself",
};
