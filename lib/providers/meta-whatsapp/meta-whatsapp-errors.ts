import { errorTable } from "../kit/error-table";

/** Codes of the Graph API, most of which refuse a request and never come with a receipt. */
const PERMISSIONS = Object.fromEntries(
  Array.from({ length: 100 }, (_, index) => [String(200 + index), "Permission not granted or removed"]),
);

/** Meta's codes for WhatsApp. A rejected message was kept back by Meta; no carrier is on the way. */
export const metaWhatsappErrors = errorTable(
  [
    "request_error",
    undefined,
    {
      0: "We were unable to authenticate the app user",
      1: "Invalid request or possible server error",
      3: "Capability or permissions issue",
      10: "Permission is either not granted or has been removed",
      100: "Invalid parameter (unsupported or misspelt)",
      190: "Your access token has expired",
      ...PERMISSIONS,
      131005: "Permission is either not granted or has been removed",
      131008: "A required parameter is missing",
      131009: "A parameter value is not valid",
      131021: "Sender and recipient phone number is the same",
      131051: "The message type is not supported",
      131052: "Unable to download the media sent by the user",
      131053: "Unable to upload the media used in the message",
      131062: "Business-scoped user id not supported for this message",
      132000: "Number of template variables differs",
      132008: "Variable parameter values formatted incorrectly",
      132012: "Variable parameter values formatted incorrectly",
      137000: "Recipient's identity key does not match",
    },
  ],
  [
    "provider_fault",
    undefined,
    {
      2: "Service temporarily down",
      131000: "Message failed to send due to an unknown error",
      131016: "A service is temporarily unavailable",
      131057: "Business Account is in maintenance mode",
      135000: "Generic error",
    },
  ],
  [
    "rate_limited",
    undefined,
    {
      4: "The app has reached its API call rate limit",
      80007: "The WhatsApp Business Account has reached its rate limit",
      130429: "Cloud API message throughput has been reached",
      131048: "Spam rate limit on this sender",
      131056: "Too many messages to the same recipient in a short time",
      131064: "Messaging limit due to template classification violations",
      132069: "Flow is throttled: 10 messages of it were sent in the last hour",
      133016: "Too many register or deregister attempts",
    },
  ],
  [
    "blocked_by_policy",
    "rejected",
    {
      368: "Account temporarily restricted for policy violation",
      130472: "Not sent: the user is in an experiment group",
      131031: "Account locked (policy, or two-step PIN mismatch)",
      131047: "More than 24 hours since the user's last reply: use a template",
      131049: "Not delivered to keep the ecosystem healthy (limit of marketing messages per user)",
      131063: "Marketing templates are disabled for Cloud API",
      132068: "Flow is in blocked state",
    },
  ],
  // Meta names several causes and does not say which it is: no WhatsApp, terms not accepted, an old version of the app.
  [
    "handset_unreachable",
    "undelivered",
    {
      131026: "Message undeliverable: recipient not on WhatsApp, has not accepted its terms, or uses an old version",
    },
  ],
  [
    "opted_out",
    "rejected",
    {
      131050: "User stopped marketing messages from this business",
    },
  ],
  [
    "destination_not_enabled",
    "rejected",
    {
      130497: "Account may not message users in that country",
      131030: "Recipient is not in the list of allowed test numbers",
    },
  ],
  [
    "sender_not_registered",
    "rejected",
    {
      33: "Business phone number deleted",
      131037: "Display name of the number is not approved",
      131045: "Message failed to send due to a phone number registration error",
    },
  ],
  [
    "insufficient_balance",
    "rejected",
    {
      131042: "Payment problem on the account",
      131044: "Payment problem (calling)",
    },
  ],
  [
    "template_rejected",
    "rejected",
    {
      132001: "The template does not exist in this language, or is not approved",
      132005: "The template text is too long",
      132007: "The template content violates a WhatsApp policy",
      132015: "The template is paused for low quality",
      132016: "The template is disabled: paused too many times for low quality",
    },
  ],
);
