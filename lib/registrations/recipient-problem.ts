import type { RecipientProblem } from "@/lib/delivery/recipient/recipient";

/** Why a recipient could not be read, said to the developer of the sending app. */
export function recipientProblem(reason: RecipientProblem): string {
  switch (reason) {
    case "empty":
      return "is empty";
    case "not_a_recipient":
      return "is not a phone number, email address or handle";
    case "not_an_email_address":
      return "is not an email address";
    case "too_short":
      return "is too short for a phone number";
    case "too_long":
      return "is too long for a phone number";
    case "not_possible":
      return "is not a possible phone number of its country";
    case "country_missing":
      return "lacks its country code: write it in E.164, with +";
    default:
      return reason satisfies never;
  }
}
