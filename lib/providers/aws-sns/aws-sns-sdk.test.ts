import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import https from "node:https";
import { createRequire } from "node:module";
import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import type { WebhookRequest } from "../provider";
import { awsSns } from "./aws-sns";

const Validator = createRequire(import.meta.url)("sns-validator");
const validator = new Validator();

const topicArn = "arn:aws:sns:eu-west-1:123456789012:sms-events";
const CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const fetched = new Map([[CERTIFICATE, pem]]);

// The validator fetches by itself; here AWS answers with our key.
const asked = vi.spyOn(https, "get").mockImplementation(((_url: string, done: (response: EventEmitter) => void) => {
  const response = Object.assign(new EventEmitter(), { statusCode: 200 });
  done(response);
  response.emit("data", Buffer.from(pem));
  response.emit("end");
  return new EventEmitter();
}) as never);
afterAll(() => asked.mockRestore());

type Envelope = Record<string, string>;
const text = fc.string({ unit: "grapheme", maxLength: 60 });
const envelopes = fc
  .record({
    kind: fc.constantFrom("Notification", "SubscriptionConfirmation"),
    message: fc.oneof(text, fc.json({ stringUnit: "grapheme" })),
    subject: fc.option(text, { nil: undefined }),
    version: fc.constantFrom("1", "2"),
    more: fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{2,8}$/), text, { maxKeys: 2 }),
  })
  .map(({ kind, message, subject, version, more }): Envelope => {
    const asks = {
      Token: "2336412f37",
      SubscribeURL: "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription",
    };
    return {
      ...more,
      ...{ Type: kind, MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", TopicArn: topicArn, Message: message },
      ...(subject !== undefined && { Subject: subject }),
      ...{ Timestamp: AT.toISOString(), SignatureVersion: version, SigningCertURL: CERTIFICATE },
      ...(kind === "Notification" ? {} : asks),
    };
  });
const RUNS = { numRuns: 500 };

describe("against the validator of SNS messages", { timeout: 60_000 }, () => {
  it("takes what it takes, of both versions", async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, async (envelope) => {
        const signed = signedLikeAws(envelope);
        expect(await theirs(signed)).toBe(true);
        expect(awsSns.verify(requestOf(signed), { topicArn }, fetched)).toEqual({ ok: true });
      }),
      RUNS,
    );
  });

  it("agrees about one field changed, left out or added", async () => {
    const fields = [
      "Message",
      "MessageId",
      "Subject",
      "SubscribeURL",
      "Timestamp",
      "Token",
      "Type",
      "Signature",
      "Extra",
    ];
    const change = fc.record({
      name: fc.constantFrom(...fields, "SignatureVersion"),
      value: fc.oneof(text, fc.constantFrom("1", "2", "Notification", "SubscriptionConfirmation")),
      isGone: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(envelopes, change, async (envelope, { name, value, isGone }) => {
        const { [name]: _, ...rest } = signedLikeAws(envelope) as Envelope;
        const changed = isGone ? rest : { ...rest, [name]: value };
        const ours = awsSns.verify(requestOf(changed), { topicArn }, fetched).ok;
        const taken = await theirs(changed);
        expect(ours).toBe(taken);
      }),
      RUNS,
    );
  });

  it("reads the end of a subscription as AWS documents it, which the validator does not", async () => {
    const envelope = {
      Type: "UnsubscribeConfirmation",
      Token: "2336412f37",
      Message: "Deactivated.",
      TopicArn: topicArn,
    };
    const signed = signedLikeAws({
      ...{ ...envelope, MessageId: "1", SubscribeURL: "https://sns.eu-west-1.amazonaws.com/" },
      ...{ Timestamp: AT.toISOString(), SignatureVersion: "2", SigningCertURL: CERTIFICATE },
    });
    // It leaves the token out of what it checks, though AWS signs it for both kinds.
    expect(await theirs(signed)).toBe(false);
    expect(awsSns.verify(requestOf(signed), { topicArn }, fetched)).toEqual({ ok: true });
  });
});

/** Written down anew from AWS's documentation, not from our own code. */
function signedLikeAws(envelope: Envelope): Envelope {
  const names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  let content = "";
  for (const name of names) {
    if (name === "Token" && envelope.Type === "Notification") continue;
    if (envelope[name] !== undefined) content += `${name}\n${envelope[name]}\n`;
  }
  const hash = envelope.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
  return { ...envelope, Signature: signBytes(hash, Buffer.from(content), pair.privateKey).toString("base64") };
}

function theirs(envelope: Envelope): Promise<boolean> {
  return new Promise((resolve) => validator.validate({ ...envelope }, (error: unknown) => resolve(!error)));
}

function requestOf(envelope: Envelope): WebhookRequest {
  return { method: "POST", url: ADDRESS, headers: {}, body: Buffer.from(JSON.stringify(envelope)), receivedAt: AT };
}
