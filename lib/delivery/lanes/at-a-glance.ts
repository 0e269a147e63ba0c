import { isNoReceipt } from "../fold/weigh-events";
import { formatDuration } from "../story/duration";
import type { FormatClock, Story, StoryMessage } from "../story/story";
import { shortName } from "../words/message-names";
import { saidByLabel, statusNote } from "../words/status-notes";

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

function providerSays(message: StoryMessage): string {
  const name = shortName(message);
  const reported = message.events.filter((event) => !isNoReceipt(event));
  if (reported.length === 0) return `${name}: nothing yet`;
  const decider = reported.find(({ dedupeKey }) => dedupeKey === message.decidedBy);
  const status = decider ? message.status : newestStatus(reported);
  return `${name} ${statusNote(status).label.toLowerCase()}`;
}

function newestStatus(events: StoryMessage["events"]): StoryMessage["status"] {
  return events.some(({ status }) => status === "sent") ? "sent" : (events.at(-1)?.status ?? "unknown");
}

/** Only what carrier or phone said: a provider's own word does not count. */
function carrierSays(message: StoryMessage): string {
  const receipt = message.events.findLast(({ saidBy }) => saidBy === "carrier" || saidBy === "handset");
  if (!receipt) return "";
  const lag = receipt.providerOccurredAt ? receipt.receivedAt.getTime() - receipt.providerOccurredAt.getTime() : 0;
  const late = lag >= 10_000 ? `, ${formatDuration(lag)} later` : "";
  return `${shortName(message)}: ${saidByLabel(receipt.saidBy)}${receipt.status === "delivered" ? "" : ` (${statusNote(receipt.status).label.toLowerCase()})`}${late}`;
}

function retries({ verification, messages }: Story): string {
  const count = Math.max(0, messages.length - 1);
  if (count === 0) return "none";
  const asked = verification?.events.filter(({ type }) => type === "resend_requested").length ?? 0;
  return asked > 0 ? `${count}, asked for by the user` : String(count);
}
