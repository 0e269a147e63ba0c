import type { Account, Word } from "../decision/accounts";
import type { Decision } from "../decision/decide";
import { formatDuration } from "../story/duration";
import type { FormatClock, Story, StoryMessage } from "../story/story";
import { failureSaid } from "../words/failure-said";
import { shortName } from "../words/message-names";
import { saidByLabel, statusNote } from "../words/status-notes";

/** The short answers that an agent is asked for. */
export type Glance = { label: string; value: string };

/** When was it asked for, which number, which sender, what do provider and carrier say, was it tried again. */
export function atAGlance({ story, accounts }: Decision, formatClock: FormatClock): Glance[] {
  const { verification, messages } = story;
  return [
    {
      label: "Requested",
      value: verification?.requestedAt ? formatClock(verification.requestedAt) : "not told by the app",
    },
    { label: "Number used", value: distinct(messages.map((one) => one.recipientMasked)) || "not known" },
    { label: "Sender", value: senders(messages) },
    { label: "Provider says", value: accounts.map(providerSays).join(" · ") || "nothing: no message is on record" },
    { label: "Carrier says", value: accounts.map(carrierSays).filter(Boolean).join(" · ") || "nothing" },
    { label: "Retries", value: retries(story) },
  ];
}

function distinct(values: readonly (string | null)[]): string {
  return [...new Set(values.filter((value) => value !== null))].join(", ");
}

function senders(messages: readonly StoryMessage[]): string {
  const identities = distinct(messages.map(({ senderIdentity }) => senderIdentity)) || "not known";
  const providers = [...new Set(messages.map(({ provider }) => provider))].join(", then ");
  return providers ? `${identities} · ${providers}` : identities;
}

function providerSays({ message, reported }: Account): string {
  const name = shortName(message);
  if (!reported) return `${name}: nothing yet`;
  const reason = isOfNetwork(reported) ? "" : reasonOf(reported);
  const status = statusWords(reported);
  return `${name}${reported.status === "unknown" ? ":" : ""} ${reason ? `${status} (${reason})` : status}`;
}

function carrierSays({ message, network }: Account): string {
  if (!network) return "";
  const facts = [
    statusWords(network),
    reasonOf(network),
    message.carrierName,
    saidByLabel(network.saidBy),
    network.lagMs >= 10_000 ? `${formatDuration(network.lagMs)} later` : "",
    message.conflicting ? "another receipt contradicts it" : "",
  ];
  return `${shortName(message)}: ${facts.filter(Boolean).join(", ")}`;
}

function statusWords({ status }: Word): string {
  return status === "unknown" ? "a status that is not known to us" : statusNote(status).label.toLowerCase();
}

function isOfNetwork({ saidBy }: Word): boolean {
  return saidBy === "carrier" || saidBy === "handset";
}

function reasonOf({ category, errorCode, saidBy }: Word): string {
  if (category === null) return "";
  const label = failureSaid(category, saidBy).label.toLowerCase();
  return errorCode ? `${label} · code ${errorCode}` : label;
}

function retries({ verification, messages }: Story): string {
  const count = Math.max(0, messages.length - 1);
  if (count === 0) return "none";
  const asked = verification?.events.filter(({ type }) => type === "resend_requested").length ?? 0;
  return asked > 0 ? `${count}, asked for by the user` : String(count);
}
