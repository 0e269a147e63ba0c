import { generateKeyPairSync, randomUUID, sign as signBytes } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { OutgoingRequest, SendResult } from "@/lib/http/send-request";
import { awsSns } from "@/lib/providers/aws-sns/aws-sns";
import { signedText } from "@/lib/providers/aws-sns/sns-envelope";
import type { Provider, WebhookRequest } from "@/lib/providers/provider";
import { forgetProcessWide } from "@/lib/runtime";
import { confirmSubscription } from "./confirm-subscription";
import type { Connection } from "./connections";
import { verifyCallback } from "./verify-callback";

const sent = vi.hoisted(() => ({ requests: [] as OutgoingRequest[], answer: undefined as SendResult | undefined }));
vi.mock("@/lib/http/send-request", () => ({
  sendRequest: async (request: OutgoingRequest) => {
    sent.requests.push(request);
    return sent.answer ?? { ok: false, problem: "unreachable" };
  },
}));

afterEach(() => {
  sent.requests.length = 0;
  sent.answer = undefined;
  forgetProcessWide("callback-documents");
});

const AT = new Date("2026-03-01T12:00:00.000Z");
const topicArn = "arn:aws:sns:eu-west-1:123456789012:sms-events";
const CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const answer = (status: number, body: string): SendResult => ({
  ...{ ok: true, answer: { status, headers: {}, body: Buffer.from(body), retryAfterSeconds: null } },
});

function connectionOf(topic: string): Connection {
  const facts = { id: randomUUID(), key: "k", provider: "aws-sns", label: "AWS", isActive: true };
  const secretSets = [{ values: { topicArn: topic }, secretIds: ["s1"], expiresAt: null }];
  const adapter = awsSns as unknown as Provider;
  const settings = { receiptDeadlineSeconds: 300, confirmByPoll: false };
  return { ...facts, ...settings, adapter, mappings: [], secretSets, callers: null };
}

function notification(more: Record<string, string> = {}): WebhookRequest {
  const envelope: Record<string, string> = {
    ...{ Type: "Notification", MessageId: "1", TopicArn: topicArn, Message: "{}", Timestamp: AT.toISOString() },
    ...{ SignatureVersion: "2", SigningCertURL: CERTIFICATE, ...more },
  };
  const Signature = signBytes("sha256", Buffer.from(signedText(envelope)), pair.privateKey).toString("base64");
  const body = Buffer.from(JSON.stringify({ ...envelope, Signature }));
  return { method: "POST", url: "https://desk.example/", headers: {}, body, receivedAt: AT };
}

describe("a callback that a certificate proves", () => {
  it("has it fetched once, from the address that the provider pinned", async () => {
    sent.answer = answer(200, pem);
    const connection = connectionOf(topicArn);
    const both = await Promise.all([
      verifyCallback(notification(), connection),
      verifyCallback(notification(), connection),
    ]);
    const later = await verifyCallback(notification({ MessageId: "2" }), connection);
    expect([...both, later]).toEqual(Array(3).fill({ ok: true, secretIds: ["s1"] }));
    expect(sent.requests).toEqual([{ method: "GET", url: CERTIFICATE }]);
  });

  it("has nothing fetched for a topic that is not ours, nor from another host", async () => {
    const other = await verifyCallback(notification(), connectionOf(`${topicArn}-2`));
    expect(other).toEqual({ ok: false, reason: "wrong_account" });
    const elsewhere = notification({ SigningCertURL: "https://evil.example/a.pem" });
    expect(await verifyCallback(elsewhere, connectionOf(topicArn))).toMatchObject({ ok: false });
    expect(sent.requests).toEqual([]);
  });

  it.each([undefined, answer(403, "<Error/>"), answer(302, pem)])(
    "waits for it while it cannot be had, without asking with each callback (%#)",
    async (given) => {
      sent.answer = given;
      for (let tries = 0; tries < 3; tries += 1) {
        expect(await verifyCallback(notification(), connectionOf(topicArn))).toEqual({
          ...{ ok: false, reason: "missing_document" },
        });
      }
      expect(sent.requests).toHaveLength(1);
    },
  );
});

describe("a subscription", () => {
  const url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37";

  it("is confirmed at the address that the question names", async () => {
    sent.answer = answer(200, "<ConfirmSubscriptionResponse/>");
    await confirmSubscription(url);
    expect(sent.requests).toEqual([{ method: "GET", url }]);
  });

  it.each([undefined, answer(403, "<Error/>")])("that cannot be confirmed is asked for again (%#)", async (given) => {
    sent.answer = given;
    const failure = await confirmSubscription(url).catch((error) => error);
    expect(failure).toMatchObject({ code: "unavailable", retryAfterSeconds: 20 });
    expect(String(failure)).not.toContain("2336412f37");
  });
});
