import { errorTable } from "../kit/error-table";

/** 63xxx: WhatsApp, RCS and other channels. */
export const twilioChannelErrors = errorTable(
  [
    "request_error",
    "failed",
    {
      63001: "Channel could not authenticate the request",
      63002: "Channel could not find the From address",
      63005: "Channel did not accept given content",
      63006: "Could not format given content for the channel",
      63007: "Twilio could not find a Channel with the specified From address",
      63008: "The channel module has been misconfigured",
      63011: "Invalid Request: Twilio encountered an error while processing your request",
      63019: "Media failed to download",
      63020: "Twilio encountered a Business Manager account error",
      63021: "Channel invalid content error",
      63022: "Invalid vname certificate",
      63025: "Media already exists",
      63030: "Unsupported parameter for type of channels message",
      63031: "Channels message cannot have same From and To",
      63034: "Media exceeds size limit",
      63037: "Channel Media Upload Error",
      63043: "Link to a sample media file returns 403 Forbidden",
      63044: "Link to a sample media file returns 404 Not Found",
      63045: "Link to a sample media file returned an unexpected error status",
      63046: "Template approved",
      63047: "Link to a sample media file returned an invalid Content-Type",
    },
  ],
  [
    "invalid_number",
    "undelivered",
    {
      63003: "Channel could not find To address",
      63024: "Invalid message recipient",
    },
  ],
  [
    "provider_fault",
    "failed",
    {
      63009: "Channel provider returned an internal service error (HTTP 5xx)",
      63010: "Twilio's platform encountered an internal error processing this message",
      63012: "Channel provider returned an internal service error",
      63023: "Channel generic error",
    },
  ],
  [
    "blocked_by_policy",
    "rejected",
    {
      63013: "Channel policy violation",
      63016: "Freeform message outside the allowed window; use a template",
      63026: "Channel sender content flagged as spam",
      63032: "Message to this user not possible because of a WhatsApp limitation",
      63039: "Facebook warns: messages outside the 24-hour window bother people",
      63051: "WhatsApp Business Account is Locked",
    },
  ],
  [
    "opted_out",
    "rejected",
    {
      63014: "Channel message blocked by user action",
      63033: "Recipient blocked to receive message",
    },
  ],
  [
    "destination_not_enabled",
    "rejected",
    {
      63015: "Channel Sandbox can only send messages to phone numbers that have joined the Sandbox",
      63035: "RBM agent has not launched and the recipient is no tester",
    },
  ],
  [
    "rate_limited",
    "failed",
    {
      63017: "Rate limit exceeded",
      63018: "Rate limit exceeded for Channel",
      63038: "Account exceeded the daily messages limit",
    },
  ],
  [
    "template_rejected",
    "rejected",
    {
      63027: "Template does not exist for a language and locale",
      63028: "Number of parameters provided does not match the expected number of parameters",
      63040: "Template Rejected",
      63041: "Template paused",
      63042: "Template disabled",
    },
  ],
  [
    "handset_unreachable",
    "undelivered",
    {
      63029: "The receiver failed to download the template",
      63036: "The specified phone number cannot be reached by RBM at this time",
    },
  ],
);
