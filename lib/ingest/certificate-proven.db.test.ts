import { generateKeyPairSync, randomUUID, sign as signBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import type { OutgoingRequest } from "@/lib/http/send-request";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { signedText } from "@/lib/providers/aws-sns/sns-envelope";
import { forgetProcessWide } from "@/lib/runtime";
import { rereadConnections } from "./connections";
import { receiveCallback } from "./receive-callback";

/** What answers at AWS, by the beginning of the address; nothing else does. */
const aws = vi.hoisted(() => ({ asked: [] as string[], answers: new Map<string, string>() }));
vi.mock("@/lib/http/send-request", () => ({
  sendRequest: async ({ url }: OutgoingRequest) => {
    aws.asked.push(url);
    const [, body] = [...aws.answers].find(([beginning]) => url.startsWith(beginning)) ?? [];
    if (body === undefined) return { ok: false, problem: "unreachable" };
    return { ok: true, answer: { status: 200, headers: {}, body: Buffer.from(body), retryAfterSeconds: null } };
  },
}));

const CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";
const CONFIRM = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37";
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();

beforeAll(() => {
  provideEnv({ PUBLIC_URL: "http://callbacks.otpdesk.test" });
});
afterEach(() => {
  aws.asked.length = 0;
  aws.answers.clear();
  forgetProcessWide("callback-documents");
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("a notification that a certificate proves", () => {
  it("is stored once the certificate can be had, and until then asked for again", async () => {
    const { send, as } = await connect();
    const message = '{"messageId":"aws-1","eventType":"TEXT_DELIVERED","isFinal":true}';
    expect(await send({ Type: "Notification", Message: message })).toBe(503);
    expect(await messagesOf(as)).toEqual([]);
    forgetProcessWide("callback-documents");
    aws.answers.set(CERTIFICATE, pem);
    expect(await send({ Type: "Notification", Message: message })).toBe(200);
    expect(await messagesOf(as)).toMatchObject([{ provider_message_id: "aws-1", status: "delivered" }]);
    expect(aws.asked).toEqual([CERTIFICATE, CERTIFICATE]);
  });

  it("of another topic is refused, and nothing is fetched for it", async () => {
    const { send } = await connect();
    aws.answers.set(CERTIFICATE, pem);
    const TopicArn = "arn:aws:sns:eu-west-1:123456789012:other";
    expect(await send({ Type: "Notification", Message: "{}", TopicArn })).toBe(401);
    expect(aws.asked).toEqual([]);
  });
});

describe("the question whether a subscription is wanted", () => {
  const question = {
    Type: "SubscriptionConfirmation",
    Message: "You have chosen.",
    Token: "2336412f37",
    SubscribeURL: CONFIRM,
  };

  it("is answered by visiting its address, and stores nothing", async () => {
    const { send, as } = await connect();
    aws.answers.set(CERTIFICATE, pem).set(CONFIRM, "<ConfirmSubscriptionResponse/>");
    expect(await send(question)).toBe(200);
    expect(aws.asked).toEqual([CERTIFICATE, CONFIRM]);
    expect(await reviewOf(as)).toEqual([]);
  });

  it("comes again where its address cannot be reached", async () => {
    const { send } = await connect();
    aws.answers.set(CERTIFICATE, pem);
    expect(await send(question)).toBe(503);
    expect(aws.asked).toEqual([CERTIFICATE, CONFIRM]);
  });
});

async function connect() {
  const topicArn = `arn:aws:sns:eu-west-1:123456789012:t-${randomUUID()}`;
  const fields = { provider: "aws-sns", label: `Test ${randomUUID()}`, secrets: { topicArn } } as const;
  const { id, key } = await addConnection(fields, () => new Date());
  await rereadConnections();
  const send = async (more: Record<string, string>): Promise<number> => {
    const receivedAt = new Date();
    const envelope: Record<string, string> = {
      ...{ MessageId: randomUUID(), TopicArn: topicArn, Timestamp: receivedAt.toISOString() },
      ...{ SignatureVersion: "2", SigningCertURL: CERTIFICATE, ...more },
    };
    const Signature = signBytes("sha256", Buffer.from(signedText(envelope)), pair.privateKey).toString("base64");
    const body = Buffer.from(JSON.stringify({ ...envelope, Signature }));
    const request = { method: "POST", target: `/api/webhooks/aws-sns/${key}`, headers: {}, body, address: null };
    return (await receiveCallback({ ...request, receivedAt })).status;
  };
  return { send, as: { id, provider: "twilio" as const, receiptDeadlineSeconds: 300 } };
}
