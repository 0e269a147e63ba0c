import type { ErrorTable } from "../provider";
import { twilioChannelErrors } from "./twilio-errors-channel";
import { twilioDeliveryErrors } from "./twilio-errors-delivery";
import { twilioRequestErrors } from "./twilio-errors-request";
import { twilioVerifyErrors } from "./twilio-errors-verify";

/** Twilio's codes, by family. The words are Twilio's own; it says itself that their meaning may be refined. */
export const twilioErrors: ErrorTable = {
  ...twilioDeliveryErrors,
  ...twilioRequestErrors,
  ...twilioChannelErrors,
  ...twilioVerifyErrors,
};
