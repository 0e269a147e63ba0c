import type { FailureCategory, SaidBy } from "../fold/status";
import { isReceipt } from "../fold/weigh-events";
import type { AdviceAction } from "../story/story";

/** What a failure category may mean, and what helps. Causes are possible ones, never facts. */
export type FailureNote = {
  label: string;
  /** Follows "Failed: …"; starts in lower case. */
  reason: string;
  /** The same where the carrier or the phone said so. */
  byCarrier?: { label?: string; reason: string };
  possibleCauses: readonly string[];
  /** What the agent can try. */
  tryNext: string;
  /** What the sending app should do next. */
  action: Extract<AdviceAction, "resend" | "other_channel" | "stop">;
  /** Before that, in seconds. */
  afterSeconds: number;
  /** To the person who waits for the code. */
  say: string;
};

const OTHER_WAY = "We could not reach you this way. Please choose another way to get your code.";

const NOTES: Readonly<Record<FailureCategory, FailureNote>> = {
  invalid_number: {
    label: "Invalid number",
    reason: "the number was reported as not in use or not able to get messages",
    possibleCauses: ["a typing error in the number", "a landline", "a number that was given up or moved"],
    tryNext: "Compare the number with the one the customer reads out, and have it corrected.",
    action: "stop",
    afterSeconds: 0,
    say: "Please check your number and try again.",
  },
  handset_unreachable: {
    label: "Phone unreachable",
    reason: "the phone could not be reached",
    possibleCauses: ["phone off or in flight mode", "no coverage", "roaming", "message memory full"],
    tryNext: "Ask the customer to check that the phone is on and has coverage, then to ask for a new code.",
    action: "resend",
    afterSeconds: 30,
    say: "Your phone could not be reached. Please check that it is on and has coverage, then ask for a new code.",
  },
  carrier_filtered: {
    label: "Filtered on the way",
    reason: "it was reported as filtered",
    byCarrier: { label: "Filtered by the carrier", reason: "the carrier filtered it" },
    possibleCauses: [
      "a spam filter of the carrier or the provider met the text or a link",
      "a sender with a poor reputation",
      "many like messages at once",
    ],
    tryNext: "Offer another channel. If more messages of this template or sender fail, escalate to the provider.",
    action: "other_channel",
    afterSeconds: 0,
    say: OTHER_WAY,
  },
  carrier_rejected: {
    label: "Rejected by the carrier",
    reason: "it was reported as refused by the carrier",
    byCarrier: { reason: "the carrier refused it" },
    possibleCauses: [
      "a bar on the customer's line",
      "a route that the carrier does not take",
      "a passing fault at the carrier",
    ],
    tryNext: "Offer another channel. If it happens to others of this carrier, escalate to the provider.",
    action: "other_channel",
    afterSeconds: 0,
    say: OTHER_WAY,
  },
  opted_out: {
    label: "Opted out",
    reason: "this number has opted out of messages from this sender",
    possibleCauses: ["the customer replied STOP to this sender", "an earlier owner of the number did"],
    tryNext: "Offer another channel. The customer can reply START to the sender to allow messages again.",
    action: "other_channel",
    afterSeconds: 0,
    say: "Messages to this number are turned off. Please choose another way to get your code.",
  },
  blocked_by_policy: {
    label: "Blocked by a rule",
    reason: "a rule of the provider or of the account blocked it",
    possibleCauses: [
      "fraud protection",
      "a country, number type or text that the account does not allow",
      "a daily limit",
    ],
    tryNext: "Offer another channel, and tell your messaging team: a rule has to be changed there.",
    action: "other_channel",
    afterSeconds: 0,
    say: OTHER_WAY,
  },
  sender_not_registered: {
    label: "Sender not registered",
    reason: "the sender is not registered for this destination",
    possibleCauses: ["a registration is missing, expired or not yet approved", "the wrong sender for this country"],
    tryNext: "Offer another channel, and tell your messaging team: a new try from this sender will fail again.",
    action: "other_channel",
    afterSeconds: 0,
    say: OTHER_WAY,
  },
  template_rejected: {
    label: "Template refused",
    reason: "the template was refused",
    possibleCauses: ["the text differs from the approved template", "the template is paused or not approved"],
    tryNext: "Offer another channel, and tell your messaging team: a new try with this template will fail again.",
    action: "other_channel",
    afterSeconds: 0,
    say: OTHER_WAY,
  },
  destination_not_enabled: {
    label: "Destination not enabled",
    reason: "the account does not send to this destination",
    possibleCauses: ["the country is not switched on for the account", "the channel does not serve this number"],
    tryNext: "Offer another channel, and tell your messaging team that this destination is wanted.",
    action: "other_channel",
    afterSeconds: 0,
    say: OTHER_WAY,
  },
  insufficient_balance: {
    label: "No balance",
    reason: "the provider account had no balance left",
    possibleCauses: ["the prepaid balance is used up", "a spending limit was met"],
    tryNext: "Tell your messaging team now: other customers are affected as well. Offer another channel meanwhile.",
    action: "other_channel",
    afterSeconds: 0,
    say: OTHER_WAY,
  },
  rate_limited: {
    label: "Too many at once",
    reason: "too many messages were sent in a short time",
    possibleCauses: ["a limit on messages a second", "a limit on messages to one number", "a burst of traffic"],
    tryNext: "Ask the customer to wait a minute and then to ask for one new code.",
    action: "resend",
    afterSeconds: 60,
    say: "Please wait a minute, then ask for a new code.",
  },
  expired: {
    label: "Expired on the way",
    reason: "its time ran out before the phone could be reached",
    byCarrier: { reason: "the carrier stopped trying before the phone could be reached" },
    possibleCauses: ["phone off or out of coverage for too long", "a delay on the route"],
    tryNext: "Ask the customer to check that the phone is on and has coverage, then to ask for a new code.",
    action: "resend",
    afterSeconds: 0,
    say: "Your code could not be delivered in time. Please ask for a new one.",
  },
  provider_fault: {
    label: "Fault at the provider",
    reason: "the provider had a fault",
    possibleCauses: ["an outage or overload at the provider", "a broken route"],
    tryNext: "Ask for a new code. If it fails again, offer another channel and look whether others are affected.",
    action: "resend",
    afterSeconds: 0,
    say: "Something went wrong on our side. Please ask for a new code.",
  },
  request_error: {
    label: "Faulty request",
    reason: "the provider could not use the request",
    possibleCauses: ["a parameter is missing or wrong", "a wrong sender, template or account setting"],
    tryNext: "Offer another channel, and tell your developers: the same request will fail again.",
    action: "other_channel",
    afterSeconds: 0,
    say: OTHER_WAY,
  },
  cancelled: {
    label: "Cancelled",
    reason: "it was cancelled before it was sent",
    possibleCauses: ["the app or a colleague took it back", "a scheduled message was replaced"],
    tryNext: "Ask for a new code.",
    action: "resend",
    afterSeconds: 0,
    say: "Please ask for a new code.",
  },
  unrecognised: {
    label: "Unknown reason",
    reason: "the provider gave a reason that is not in its list",
    possibleCauses: ["a new code of the provider", "a code of one carrier, passed on as it came"],
    tryNext: "Ask for a new code. If it fails again, offer another channel and send the code to the provider.",
    action: "resend",
    afterSeconds: 0,
    say: "Your code could not be sent. Please ask for a new one.",
  },
  no_reason_given: {
    label: "No reason given",
    reason: "the provider gave no reason",
    possibleCauses: ["the carrier reports none", "phone off", "a filter", "a number not in use"],
    tryNext: "Ask for a new code. If it fails again, offer another channel.",
    action: "resend",
    afterSeconds: 0,
    say: "Your code could not be sent. Please ask for a new one.",
  },
};

export function failureNote(category: FailureCategory): FailureNote {
  return NOTES[category];
}

/** A failure's label and reason, where it is known who said so: only its own word makes it the carrier's doing. */
export function failureSaid(category: FailureCategory, saidBy: SaidBy): Pick<FailureNote, "label" | "reason"> {
  const { label, reason, byCarrier } = NOTES[category];
  return isReceipt({ saidBy }) ? { label, reason, ...byCarrier } : { label, reason };
}
