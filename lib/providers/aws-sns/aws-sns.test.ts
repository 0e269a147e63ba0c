import { generateKeyPairSync, type KeyObject, sign as signBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import type { WebhookRequest } from "../provider";
import { awsSns } from "./aws-sns";
import { signedText } from "./sns-envelope";

const topicArn = "arn:aws:sns:eu-west-1:123456789012:sms-events";
const CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const published = (key: KeyObject) => new Map([[CERTIFICATE, key.export({ type: "spki", format: "pem" }).toString()]]);
const fetched = published(pair.publicKey);

type Envelope = Record<string, string>;
const notification: Envelope = {
  ...{ Type: "Notification", MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", TopicArn: topicArn },
  ...{ Message: '{"messageId":"m1","eventType":"TEXT_DELIVERED"}', Timestamp: AT.toISOString() },
  ...{ SignatureVersion: "2", SigningCertURL: CERTIFICATE },
};
const question: Envelope = {
  ...notification,
  ...{ Type: "SubscriptionConfirmation", Token: "2336412f37", Message: "You have chosen to subscribe." },
  SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=2336412f37`,
};

/** As AWS signs, with a key of ours. */
function signed(envelope: Envelope, changed: Envelope = {}): WebhookRequest {
  const hash = envelope.SignatureVersion === "1" ? "sha1" : "sha256";
  const Signature = signBytes(hash, Buffer.from(signedText(envelope)), pair.privateKey).toString("base64");
  const body = Buffer.from(JSON.stringify({ ...envelope, Signature, ...changed }));
  return { method: "POST", url: ADDRESS, headers: { "content-type": "text/plain" }, body, receivedAt: AT };
}

describe("a signature of AWS", () => {
  it.each(["1", "2"])("of version %s is taken under the certificate that it names", (SignatureVersion) => {
    for (const envelope of [notification, question, { ...notification, Subject: "Event" }]) {
      const request = signed({ ...envelope, SignatureVersion });
      expect(awsSns.needs?.(request).map(String)).toEqual([CERTIFICATE]);
      expect(awsSns.verify(request, { topicArn }, fetched)).toEqual({ ok: true });
      expect(
        awsSns.verify(request, { topicArn }, published(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey)),
      ).toEqual({
        ok: false,
        reason: "bad_signature",
      });
    }
  });

  it.each(Object.keys(question).filter((name) => !["SignatureVersion", "SigningCertURL", "TopicArn"].includes(name)))(
    "covers %s",
    (name) => {
      const request = signed(question, { [name]: name === "Type" ? "UnsubscribeConfirmation" : `${question[name]}0` });
      expect(awsSns.verify(request, { topicArn }, fetched).ok).toBe(false);
    },
  );

  it.each([
    ["of no version that AWS has", { SignatureVersion: "3" }, "bad_algorithm"],
    ["of ours, where no key of test callbacks is set", { SignatureVersion: "otp-desk-test" }, "bad_algorithm"],
    ["of another topic", { TopicArn: `${topicArn}-2` }, "wrong_account"],
    ["that is none", { Signature: "not base64" }, "malformed_signature"],
    ["that is missing", { Signature: "" }, "missing_signature"],
  ])("%s is refused", (_, changed, reason) => {
    expect(awsSns.verify(signed(notification, changed as Envelope), { topicArn }, fetched)).toEqual({
      ok: false,
      reason,
    });
  });

  it("is refused when it is older than SNS repeats, and without a certificate, or with one that is none", () => {
    const request = signed(notification);
    const late = { ...request, receivedAt: new Date(AT.getTime() + 7_201_000) };
    expect(awsSns.verify(late, { topicArn }, fetched)).toEqual({ ok: false, reason: "stale_timestamp" });
    for (const documents of [undefined, new Map(), new Map([[CERTIFICATE, "<html>"]])]) {
      expect(awsSns.verify(request, { topicArn }, documents)).toEqual({ ok: false, reason: "missing_document" });
    }
  });

  it("has nothing fetched for another topic: that is refused first", () => {
    const request = signed(notification);
    expect(awsSns.verify(request, { topicArn: `${topicArn}-2` })).toEqual({ ok: false, reason: "wrong_account" });
  });
});

describe("a certificate's address", () => {
  it.each([
    "http://sns.eu-west-1.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
    "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
    "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem",
    "https://me@sns.eu-west-1.amazonaws.com/a.pem",
    "https://evil.example/sns.eu-west-1.amazonaws.com/a.pem",
    "https://s3.eu-west-1.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com/a.pem?x=/a.txt",
    "https://sns.eu-west-1.amazonaws.com/a.txt?x=.pem",
    "https://sns.x.amazonaws.com/a.pem",
    "//sns.eu-west-1.amazonaws.com/a.pem",
    "",
  ])("%s is not fetched", (SigningCertURL) => {
    const request = signed({ ...notification, SigningCertURL });
    expect(awsSns.needs?.(request)).toEqual([]);
    const documents = new Map([...fetched.values()].map((pem) => [SigningCertURL, pem]));
    expect(awsSns.verify(request, { topicArn }, documents)).toEqual({ ok: false, reason: "malformed_signature" });
  });

  it("in China has an ending of its own", () => {
    const SigningCertURL = "https://sns.cn-north-1.amazonaws.com.cn/a.pem";
    expect(awsSns.needs?.(signed({ ...notification, SigningCertURL })).map(String)).toEqual([SigningCertURL]);
  });
});

describe("the question whether a subscription is wanted", () => {
  it("is answered at the address that it names, at AWS alone", () => {
    expect(awsSns.parse(signed(question))).toEqual({ kind: "confirm", url: question.SubscribeURL });
    for (const SubscribeURL of [
      "https://evil.example/?Action=ConfirmSubscription",
      "http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription",
      "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
    ]) {
      expect(awsSns.parse(signed({ ...question, SubscribeURL })).kind).toBe("problem");
    }
  });

  it("stands in no notification", () => {
    expect(awsSns.parse(signed({ ...question, Type: "Notification" })).kind).toBe("problem");
  });
});

describe("a test callback", () => {
  const testKey = "0123456789abcdef0123456789abcdef";
  const example = {
    kind: "report",
    url: ADDRESS,
    at: AT,
    providerMessageId: "m1",
    rawStatus: "text_delivered",
  } as const;

  it("is taken under the key that was made for it, and only as far as it is signed", () => {
    const request = awsSns.sign(example, { topicArn, testKey });
    expect(awsSns.verify(request, { topicArn, testKey })).toEqual({ ok: true });
    expect(awsSns.verify(request, { topicArn, testKey: `${testKey}0` })).toEqual({
      ok: false,
      reason: "bad_signature",
    });
    const changed = Buffer.from(request.body.toString().replace("text_delivered", "text_successful"));
    expect(awsSns.verify({ ...request, body: changed }, { topicArn, testKey })).toEqual({
      ok: false,
      reason: "bad_signature",
    });
  });

  it("opens nothing where no key is set", () => {
    expect(awsSns.verify(awsSns.sign(example, { topicArn }), { topicArn })).toEqual({
      ok: false,
      reason: "bad_algorithm",
    });
  });
});

describe("an event", () => {
  it.each([
    ["TEXT_DELIVERED", { status: "delivered", isFinal: true, saidBy: "handset" }],
    ["TEXT_SUCCESSFUL", { status: "delivered", isFinal: true, saidBy: "carrier" }],
    ["TEXT_SENT", { status: "sent", isFinal: false }],
    ["TEXT_TTL_EXPIRED", { status: "expired", failureCategory: "expired" }],
    ["TEXT_SPAM", { status: "rejected", failureCategory: "carrier_filtered" }],
    ["TEXT_BLOCKED", { status: "rejected", failureCategory: "no_reason_given" }],
    ["TEXT_UNKNOWN", { status: "unknown", isFinal: true }],
  ])("%s is read as AWS means it", (rawStatus, expected) => {
    expect(normalise(awsSns, { rawStatus })).toMatchObject(expected);
  });

  it("says itself whether it is the last", () => {
    expect(normalise(awsSns, { rawStatus: "TEXT_SUCCESSFUL", isFinal: false })).toMatchObject({ isFinal: false });
  });
});
