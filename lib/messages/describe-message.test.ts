import { describe, expect, it } from "vitest";
import { messageBadge, messageReason, providerName, statusFilterLabel } from "./describe-message";
import { STATUS_FILTERS } from "./filters";
import type { ListedMessage } from "./listed-message";

const AT = new Date("2026-11-21T12:00:00Z");
const MESSAGE: ListedMessage = {
  id: "0193abcd-0000-7000-8000-000000000001",
  countedAt: AT,
  sentAt: AT,
  createdAt: AT,
  recipientMasked: "+44 •••• •••1 23",
  recipientsDiffer: false,
  country: "GB",
  status: "undelivered",
  isFinal: true,
  conflicting: false,
  partial: false,
  isRegistered: true,
  errorCode: "30003",
  failureCategory: "handset_unreachable",
  outcome: null,
  verifiedOver: null,
  provider: "twilio",
  connectionLabel: null,
  channel: "sms",
  senderIdentity: null,
  templateKey: null,
  useCase: null,
  carrierName: null,
  providerMessageId: null,
  toFinalMs: null,
};
const message = (more: Partial<ListedMessage>): ListedMessage => ({ ...MESSAGE, ...more });

describe("messageBadge", () => {
  it.each([
    [{}, "bad", "Undelivered"],
    [{ status: "delivered" }, "ok", "Reported delivered"],
    [{ status: "delivered", conflicting: true }, "warn", "Conflicting receipts"],
    [{ status: "unknown", isFinal: true }, "none", "No receipt"],
    [{ status: "unknown", isFinal: false }, "none", "Unknown"],
    [{ status: "sent", isFinal: false }, "wait", "Sent"],
  ] as const)("says of %j: %s, %s", (more, tone, label) => {
    expect(messageBadge(message(more))).toEqual({ tone, label });
  });
});

describe("messageReason", () => {
  it.each([
    [{}, "30003 · Unreachable destination handset"],
    [{ errorCode: "no-such-code" }, "no-such-code · Phone unreachable"],
    [{ errorCode: null }, "Phone unreachable"],
    [{ errorCode: null, failureCategory: "no_reason_given" }, "No reason given"],
    [{ status: "delivered", failureCategory: null }, ""],
    [{ conflicting: true }, "One says delivered, another failed"],
    [{ errorCode: "__proto__" }, "__proto__ · Phone unreachable"],
  ] as const)("of %j is %s", (more, expected) => {
    expect(messageReason(message(more))).toBe(expected);
  });
});

it("names providers, also those that are gone", () => {
  expect([providerName("twilio"), providerName("gone")]).toEqual(["Twilio", "gone"]);
});

it("has a word of its own for every status that can be asked for", () => {
  const labels = STATUS_FILTERS.map(statusFilterLabel);
  expect(new Set(labels).size).toBe(labels.length);
});
