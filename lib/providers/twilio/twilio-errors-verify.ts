import { errorTable } from "../kit/error-table";

/** 60xxx: Verify. */
export const twilioVerifyErrors = errorTable(
  [
    "request_error",
    "rejected",
    {
      60200: "Invalid parameter",
      60204: "Service does not support this feature",
      60206: "'Amount' & 'Payee' params are required",
      60208: "Rate limit with that UniqueName already exists",
      60209: "UniqueName format is invalid",
      60211: "Bucket with the given Interval already exists",
      60213: "A Messaging Configuration already exists for the given country",
      60215: "Max number of mailers per account reached",
      60217: "Invalid Service configuration",
      60221: "No target verification specified",
      60300: "Invalid Param",
      60301: "Entity already exists",
      60302: "FactorType already exists",
      60305: "Access Token parameters are invalid",
      60306: "Invalid Request",
      60307: "Cannot resend push notifications to 'none' notification platform",
      60311: "Factor verification failed",
      60313: "Unauthorized factor creation",
      60314: "Factors binding format is invalid",
      60317: "Factor already exists",
      60318: "Factor is unverified",
      60322: "Challenge already responded",
      60324: "Challenge verification failed",
      60325: "Translation for locale not found, using default",
      60329: "Verify SNA does not work with `psd2_enabled`",
      60331: "Locale requested is not supported by Verify Text-To-Speech conversion",
      60333: "The SMS message was sent using a brandless template.",
    },
  ],
  [
    "template_rejected",
    "rejected",
    {
      60201: "Selected template translation is not approved",
      60218: "SendGrid Template is not active",
      60219: "SendGrid Template does not contain required placeholders",
      60224: "Missing substitutions for selected template",
      60225: "Translation already exists for the provided template",
      60227: "The selected channel for template is not supported",
      60228: "Template was not found",
      60229: "Template translation was not found",
    },
  ],
  [
    "rate_limited",
    "rejected",
    {
      60202: "Max check attempts reached",
      60203: "Max send attempts reached",
      60207: "Max rate limits per service reached",
      60210: "Max Buckets per Rate limit reached",
      60212: "Too many concurrent requests for phone number",
      60308: "Challenge verification attempts limit reached",
      60309: "Push notifications limit reached for a Challenge",
      60310: "Factor verification attempts reached",
      60312: "Challenge creation limit reached",
      60315: "Reached max limit of 20 push Factors associated per Entity",
      60326: "Too many requests to create factors for the entity",
    },
  ],
  [
    "invalid_number",
    "rejected",
    {
      60205: "SMS is not supported by landline phone number",
    },
  ],
  [
    "destination_not_enabled",
    "rejected",
    {
      60214: "Call channel is not supported when using PSD2",
      60220: "Messages to China require use case vetting",
      60223: "Delivery channel disabled",
      60226: "Messages sent to china require friendly_name",
    },
  ],
  [
    "sender_not_registered",
    "rejected",
    {
      60222: "SendGrid The from address does not match a verified Sender Identity",
    },
  ],
  [
    "blocked_by_policy",
    "rejected",
    {
      60238: "Verification creation blocked",
    },
  ],
  [
    "expired",
    "expired",
    {
      60323: "Challenge expired",
    },
  ],
  [
    "provider_fault",
    "failed",
    {
      60330: "Failed to invoke the webhook",
    },
  ],
);
