import type { DeliveryEvent } from "../fold/delivery-event";
import { FAILURE_STATUSES } from "../fold/status";
import { isNoReceipt, isReceipt, weighEvents } from "../fold/weigh-events";
import { formatDuration } from "../story/duration";
import type { FormatClock, Story, StoryMessage } from "../story/story";
import { deciderOf } from "../story/story-facts";
import { shortName } from "../words/message-names";
import { saidByLabel, statusNote } from "../words/status-notes";
import { reasonText } from "./lane-messages";

/** The short answers that an agent is asked for. */
export type Glance = { label: string; value: string };

/** When was it asked for, which number, which sender, what do provider and carrier say, was it tried again. */
export function atAGlance(story: Story, formatClock: FormatClock): Glance[] {
  const { verification, messages } = story;
  const rows: Glance[] = [
    {
      label: "Requested",
      value: verification?.requestedAt ? formatClock(verification.requestedAt) : "not told by the app",
    },
    { label: "Number used", value: distinct(messages.map((one) => one.recipientMasked)) || "not known" },
    { label: "Sender", value: senders(messages) },
    { label: "Provider says", value: messages.map(providerSays).join(" · ") || "nothing: no message was sent" },
    { label: "Carrier says", value: messages.map(carrierSays).filter(Boolean).join(" · ") || "nothing" },
    { label: "Retries", value: retries(story) },
  ];
  return rows;
}

function distinct(values: readonly (string | null)[]): string {
  return [...new Set(values.filter((value) => value !== null))].join(", ");
}

function senders(messages: readonly StoryMessage[]): string {
  const identities = distinct(messages.map(({ senderIdentity }) => senderIdentity)) || "not known";
  const providers = [...new Set(messages.map(({ provider }) => provider))].join(", then ");
  return providers ? `${identities} · ${providers}` : identities;
}

/** What was reported of it, whoever the word came from first. */
function providerSays(message: StoryMessage): string {
  const name = shortName(message);
  const reported = message.events.filter((event) => !isNoReceipt(event));
  const decider = reported.find(({ dedupeKey }) => dedupeKey === message.decidedBy);
  const heaviest = weighEvents(reported)[0]?.event;
  if (!heaviest) return `${name}: nothing yet`;
  const status = statusNote(decider ? message.status : heaviest.status).label.toLowerCase();
  const reason = decider && !isReceipt(decider) && reasonOf(decider);
  return reason ? `${name} ${status} (${reason})` : `${name} ${status}`;
}

/** Only the network's or the phone's own word; of several receipts the one that decides, else the heaviest. */
function carrierSays(message: StoryMessage): string {
  const decider = deciderOf(message);
  const receipt = decider && isReceipt(decider) ? decider : weighEvents(message.events.filter(isReceipt))[0]?.event;
  if (!receipt) return "";
  const lag = receipt.providerOccurredAt ? receipt.receivedAt.getTime() - receipt.providerOccurredAt.getTime() : 0;
  const facts = [
    statusNote(receipt.status).label.toLowerCase(),
    reasonOf(receipt),
    message.carrierName,
    saidByLabel(receipt.saidBy),
    lag >= 10_000 ? `${formatDuration(lag)} later` : "",
    message.conflicting ? "another receipt contradicts it" : "",
  ];
  return `${shortName(message)}: ${facts.filter(Boolean).join(", ")}`;
}

function reasonOf(event: DeliveryEvent): string {
  return FAILURE_STATUSES.has(event.status) && event.failureCategory ? reasonText(event) : "";
}

function retries({ verification, messages }: Story): string {
  const count = Math.max(0, messages.length - 1);
  if (count === 0) return "none";
  const asked = verification?.events.filter(({ type }) => type === "resend_requested").length ?? 0;
  return asked > 0 ? `${count}, asked for by the user` : String(count);
}
