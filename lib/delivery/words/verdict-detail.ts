import { countryName } from "../recipient/country-name";
import type { FormatClock, Story, StoryMessage, StoryVerification } from "../story/story";
import { capitalise } from "./message-names";
import { channelName } from "./status-notes";

/** `Login · requested 19:38:02 · 2 messages over 2 providers · 1 wrong code · code valid until 19:48`. */
export function verdictDetail({ verification, messages, now }: Story, formatClock: FormatClock): string {
  const [only] = messages;
  const parts = [
    verification?.useCase ? nameOfUseCase(verification.useCase) : "",
    verification?.requestedAt ? `requested ${formatClock(verification.requestedAt)}` : "",
    sentText(messages),
    messages.length === 1 && only?.destinationCountry ? countryName(only.destinationCountry) : "",
    verification ? wrongCodesText(verification) : "",
    verification ? validityText(verification, now, formatClock) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

/** `Payment approval` for `payment_approval`. */
export function nameOfUseCase(useCase: string): string {
  return capitalise(useCase.replace(/[_-]+/g, " ").trim());
}

function sentText(messages: readonly StoryMessage[]): string {
  const [only] = messages;
  if (!only) return "no message on record";
  const providers = new Set(messages.map(({ provider }) => provider));
  if (messages.length === 1) return `${channelName(only.channel)} over ${only.provider}`;
  return `${messages.length} messages over ${providers.size === 1 ? only.provider : `${providers.size} providers`}`;
}

function wrongCodesText({ wrongCodes }: StoryVerification): string {
  if (wrongCodes === 0) return "";
  return `${wrongCodes} wrong ${wrongCodes === 1 ? "code" : "codes"}`;
}

function validityText({ codeExpiresAt }: StoryVerification, now: Date, formatClock: FormatClock): string {
  if (!codeExpiresAt) return "";
  return `code valid until ${formatClock(codeExpiresAt)}${codeExpiresAt <= now ? " (past)" : ""}`;
}
