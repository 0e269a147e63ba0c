import { digest } from "../kit/signature";
import type { ExampleCallback, WebhookRequest } from "../provider";
import { twilio } from "../twilio/twilio";
import type { ExampleVerification } from "../verification-service";

type Secrets = { authToken: string };
const JSON_TYPE = "application/json";
const PREFIX = "com.twilio.accountsecurity.verify";
const [ACCOUNT, SERVICE] = ["AC", "VA"].map((prefix) => prefix + "0".repeat(32));

/** Signed as the same account signs all else: a JSON body through its hash in the address. */
export function signExample(example: ExampleCallback, { authToken }: Secrets): WebhookRequest {
  if (example.kind === "raw") return twilio.sign({ contentType: JSON_TYPE, ...example }, { authToken });
  const { url, at } = example;
  return twilio.sign(
    { kind: "raw", url, at, contentType: JSON_TYPE, body: listOf(messageEvent(example)) },
    { authToken },
  );
}

export function signVerification(example: ExampleVerification, { authToken }: Secrets): WebhookRequest {
  const { url, at } = example;
  const body = listOf(verificationEvent(example));
  return twilio.sign({ kind: "raw", url, at, contentType: JSON_TYPE, body }, { authToken });
}

function listOf(event: object): Buffer {
  return Buffer.from(JSON.stringify([event]));
}

/** An event is known by its id, which is the same whenever it is pushed. */
function envelope(type: string, id: string, occurredAt: Date | undefined, data: object) {
  return {
    ...{ specversion: "1.0", type, source: `/v1/Accounts/${ACCOUNT}/Services/${SERVICE}`, id },
    ...{ datacontenttype: JSON_TYPE, time: occurredAt?.toISOString(), data },
  };
}

function messageEvent(example: ExampleCallback & { kind: "report" }) {
  const { rawStatus, providerMessageId, carrier, providerOccurredAt } = example;
  const id = example.providerEventId ?? idOf(example);
  const data = {
    created_at: providerOccurredAt?.toISOString(),
    ...{ account_sid: ACCOUNT, service_sid: SERVICE, attempt_sid: providerMessageId },
    error_code: example.errorCode ?? "",
    channel: example.channel ?? "SMS",
    message_status: rawStatus,
    ...{ has_fallback: false, is_fallback: false },
    ...{ mcc: carrier?.mccMnc?.slice(0, 3), mnc: carrier?.mccMnc?.slice(3) },
    to: example.recipient ?? "+14155550100",
    number_segments: 1,
    ...example.extra,
  };
  return envelope(`${PREFIX}.message.${rawStatus.toLowerCase()}`, id, providerOccurredAt, data);
}

function idOf({ providerMessageId, rawStatus, errorCode, providerOccurredAt }: ExampleCallback & { kind: "report" }) {
  const facts = JSON.stringify([providerMessageId, rawStatus, errorCode, providerOccurredAt]);
  return digest("sha256", facts).toString("hex");
}

function verificationEvent({ rawStatus, providerVerificationId, providerOccurredAt, recipient }: ExampleVerification) {
  const facts = JSON.stringify([providerVerificationId, rawStatus, providerOccurredAt]);
  const data = {
    ...{ account_sid: ACCOUNT, service_sid: SERVICE, verification_sid: providerVerificationId },
    to: recipient ?? "+14155550100",
    verification_status: rawStatus.toUpperCase(),
  };
  const type = `${PREFIX}.verification.${rawStatus.replaceAll("_", "-")}`;
  return envelope(type, digest("sha256", facts).toString("hex"), providerOccurredAt, data);
}
