import type { Channel } from "@/lib/delivery/fold/status";
import type { VerificationEventType } from "@/lib/delivery/fold/verification-event";
import { addressField, codeField, countField, idField, mccMncField, statusField } from "../kit/fields";
import { occurredAtField, providerTime } from "../kit/provider-time";
import { asObject, type JsonObject, member, readJson } from "../kit/read-json";
import type { DeliveryReport, ParsedCallback, PartOfCallback, ReadProblem, WebhookRequest } from "../provider";
import type { ProviderVerificationEvent } from "../verification-service";

/** A cancelled one was ended by an API call: the user may not even know. */
export const VERIFICATION_STATUSES: Readonly<Record<string, VerificationEventType>> = {
  pending: "requested",
  approved: "verified",
  canceled: "abandoned",
  expired: "expired",
  max_attempts_reached: "failed",
};

/** Events of one push, and tries of one attempt, that are read: there are never nearly as many. */
const MAX_EVENTS = 1_000;
const MAX_TRIES = 20;
const TYPE = /^com\.twilio\.accountsecurity\.verify\.(verification|message|attempt-dlr)\.([\w-]+)$/;

type Read =
  | { kind: "report"; report: DeliveryReport }
  | { kind: "events"; events: ProviderVerificationEvent[] }
  | { kind: "problem"; problem: ReadProblem["problem"] };

/** A list of CloudEvents, of attempts and of their messages: what of it cannot be read fails nothing else. */
export function parseEvents(request: WebhookRequest): ParsedCallback {
  const read = readJson(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const given = Array.isArray(read.value) ? read.value : [read.value];
  if (given.length > MAX_EVENTS) return { kind: "problem", problem: "too_many_reports" };
  const all = given.map(readEvent);
  const reports = all.flatMap((one) => (one.kind === "report" ? [one.report] : []));
  const events = all.flatMap((one) => (one.kind === "events" ? one.events : []));
  const problems = all.flatMap((one, index) => (one.kind === "problem" ? [{ index, problem: one.problem }] : []));
  const parts: PartOfCallback[] = [];
  if (reports.length > 0) parts.push({ kind: "reports", reports });
  if (events.length > 0) parts.push({ kind: "verification", events });
  const [first, second] = parts;
  if (!first) return { kind: "problem", problem: problems[0]?.problem ?? "unexpected_shape" };
  const told = problems.length > 0 && first.kind !== "inbound" ? { ...first, problems } : first;
  return second ? { kind: "several", parts: [told, second] } : told;
}

function readEvent(value: unknown): Read {
  const event = asObject(value);
  const data = event && asObject(event.data);
  const [, family, suffix = ""] = TYPE.exec(idField(event?.type) ?? "") ?? [];
  if (!event || !data || !family) return { kind: "problem", problem: "unexpected_shape" };
  return family === "verification" ? readVerification(event, data, suffix) : readMessage(event, data, suffix);
}

function readMessage(event: JsonObject, data: JsonObject, suffix: string): Read {
  const providerMessageId = idField(data.attempt_sid);
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const mccMnc = carrierOf(data);
  const report: DeliveryReport = {
    // Its own id tells it from the others: pushed again, it may stand among others in the list.
    index: 0,
    providerMessageId,
    providerVerificationId: idField(data.verification_sid),
    providerEventId: idField(event.id),
    rawStatus: statusField(data.message_status) ?? statusField(data.dlr_status) ?? suffix.slice(0, 64),
    errorCode: codeField(data.error_code),
    ...occurredAtField(event.time),
    recipient: addressField(data.to),
    channel: channelOf(data.channel) ?? "sms",
    carrier: mccMnc === undefined ? undefined : { mccMnc },
    parts: countField(data.number_segments),
  };
  return { kind: "report", report };
}

/** Twilio's own example has the two the other way round: a country's code has three digits. */
function carrierOf({ mcc, mnc }: JsonObject): string | undefined {
  const [country = "", network = ""] = [idField(mcc, 3), idField(mnc, 3)];
  return mccMncField(country.length === 2 && network.length === 3 ? network + country : country + network);
}

function readVerification(event: JsonObject, data: JsonObject, suffix: string): Read {
  const providerVerificationId = idField(data.verification_sid);
  if (!providerVerificationId) return { kind: "problem", problem: "missing_message_id" };
  const word = (statusField(data.verification_status) ?? suffix).toLowerCase().replaceAll("-", "_");
  const type = Object.hasOwn(VERIFICATION_STATUSES, word) ? VERIFICATION_STATUSES[word] : undefined;
  if (!type) return { kind: "problem", problem: "unexpected_shape" };
  const shared = { index: 0, providerVerificationId, recipient: addressField(data.to) };
  const happened: ProviderVerificationEvent = {
    ...shared,
    providerEventId: idField(event.id),
    type,
    rawStatus: word,
    providerOccurredAt: happenedAt(type, data) ?? providerTime(event.time),
    ...(type === "requested" && { codeExpiresAt: providerTime(data.expired_at) }),
  };
  return { kind: "events", events: [happened, ...triesOf(data).map((one) => ({ ...shared, ...one }))] };
}

function happenedAt(type: VerificationEventType, data: JsonObject): Date | undefined {
  if (type === "requested") return providerTime(data.created_at);
  if (type === "verified") return providerTime(data.verified_at);
  return type === "expired" ? providerTime(data.expired_at) : undefined;
}

type Try = Pick<ProviderVerificationEvent, "type" | "rawStatus" | "channel" | "providerOccurredAt">;

/** What each event repeats of the attempt's history: known by its time, for it has no id of its own. */
function triesOf(data: JsonObject): Try[] {
  const sent = attemptsIn(data.send_code_attempts).flatMap((one): Try[] => {
    const providerOccurredAt = providerTime(member(one, "time"));
    const channel = channelOf(member(one, "channel"));
    return providerOccurredAt
      ? [{ type: "code_sent", rawStatus: "send_code_attempt", channel, providerOccurredAt }]
      : [];
  });
  const wrong = attemptsIn(data.check_attempts).flatMap((one): Try[] => {
    const providerOccurredAt = providerTime(member(one, "time"));
    const isWrong = statusField(member(one, "status"))?.toUpperCase() === "FAILURE";
    return isWrong && providerOccurredAt
      ? [{ type: "wrong_code", rawStatus: "check_failure", providerOccurredAt }]
      : [];
  });
  return [...sent, ...wrong];
}

function attemptsIn(value: unknown): unknown[] {
  const attempts = member(value, "attempts");
  return Array.isArray(attempts) ? attempts.slice(0, MAX_TRIES) : [];
}

const CHANNELS: Readonly<Record<string, Channel>> = {
  sms: "sms",
  call: "voice",
  voice: "voice",
  whatsapp: "whatsapp",
  email: "email",
  rcs: "rcs",
  rbm: "rcs",
};

function channelOf(value: unknown): Channel | undefined {
  const name = idField(value, 40)?.toLowerCase();
  if (name === undefined) return undefined;
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : "other";
}
