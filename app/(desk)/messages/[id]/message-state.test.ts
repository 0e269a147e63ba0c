import { describe, expect, it } from "vitest";
import type { DeliveryEvent } from "@/lib/delivery/fold/delivery-event";
import type { StoryMessage } from "@/lib/delivery/story/story";
import { messageState } from "./message-state";
import { missingEvidence } from "./missing-evidence";

const NOW = new Date("2026-11-21T14:00:00Z");
const EARLIER = new Date("2026-11-21T13:00:00Z");

describe("messageState", () => {
  it("calls a message that only the clock has closed one without receipt, not unknown", () => {
    const events = [event({ dedupeKey: "t", status: "unknown", source: "timeout" })];
    const message = storyMessage({ status: "unknown", isFinal: true, decidedBy: "t", events });
    expect(messageState(message, NOW)).toMatchObject({ tone: "none", label: "No receipt" });
  });

  it("does so as soon as the deadline is past, before any job has noted it", () => {
    const message = storyMessage({ status: "sent", deadlineAt: EARLIER });
    expect(messageState(message, NOW).label).toBe("No receipt");
    expect(messageState({ ...message, deadlineAt: new Date("2026-11-21T15:00:00Z") }, NOW).label).toBe("Sent");
  });

  it("lets a receipt that came after the deadline win", () => {
    const message = storyMessage({ status: "delivered", isFinal: true, deadlineAt: EARLIER });
    expect(messageState(message, NOW)).toMatchObject({ tone: "ok", label: "Reported delivered" });
  });

  it("puts a contradiction before the status", () => {
    const message = storyMessage({ status: "delivered", isFinal: true, conflicting: true });
    expect(messageState(message, NOW)).toMatchObject({ tone: "warn", label: "Conflicting receipts" });
  });

  it("explains a failure by code and by possible causes", () => {
    const failed = { status: "undelivered", isFinal: true, failureCategory: "handset_unreachable" } as const;
    const message = storyMessage({ ...failed, errorCode: "30003", errorMeaning: "Unreachable destination handset" });
    const state = messageState(message, NOW);
    expect(state.meaning).toContain("The provider's code 30003 says: Unreachable destination handset.");
    expect(state.causes?.length).toBeGreaterThan(0);
  });
});

describe("missingEvidence", () => {
  it("finds nothing missing where all is told", () => {
    const events = [event({ status: "delivered", isFinal: true, providerOccurredAt: EARLIER })];
    expect(missingEvidence(storyMessage({ events }))).toEqual([]);
  });

  it("names every gap", () => {
    const bare = { origin: "callback", sentAt: null, providerMessageId: null, recipientMasked: null } as const;
    const gaps = missingEvidence(storyMessage({ ...bare, receiptGrade: "none" })).join("\n");
    for (const gap of [
      "Not registered",
      "No send time",
      "No provider message id",
      "No number",
      "No report",
      "No receipts",
    ])
      expect(gaps).toContain(gap);
  });

  it("says that nothing final came where only steps on the way were reported", () => {
    expect(missingEvidence(storyMessage({ events: [event({})] })).join()).toContain("No final report");
  });

  it("misses no step before the end where the end alone is reported", () => {
    const untold = missingEvidence(storyMessage({ reportType: "final" })).join("\n");
    expect(untold).toContain("nothing before it is missing");
    expect(untold).not.toContain("nothing has come");
    const told = event({ status: "delivered", isFinal: true, providerOccurredAt: EARLIER });
    expect(missingEvidence(storyMessage({ reportType: "final", events: [told] }))).toEqual([]);
  });

  it("does not take our own deadline for a report", () => {
    expect(missingEvidence(storyMessage({ events: [event({ source: "timeout" })] })).join()).toContain("No report");
  });
});

function storyMessage(more: Partial<StoryMessage>): StoryMessage {
  return {
    ...{ id: "m", ordinal: 1, provider: "Provider", channel: "sms", senderIdentity: null, templateKey: null },
    ...{ sentAt: EARLIER, createdAt: EARLIER, deadlineAt: null, origin: "registration", retryOf: null },
    recipientsDiffer: false,
    ...{ recipientMasked: "+44 •••• •••1 23", destinationCountry: "GB", carrierName: null, providerMessageId: "p" },
    ...{
      receiptGrade: "unknown",
      reportType: "all",
      errorMeaning: null,
      errorPage: null,
      usualReceiptMs: null,
      events: [],
    },
    ...{ status: "accepted", isFinal: false, conflicting: false, partial: false, errorCode: null },
    ...{ failureCategory: null, deliveredAt: null, firstEventAt: null, lastEventAt: null, decidedBy: null },
    ...more,
  };
}

function event(more: Partial<DeliveryEvent>): DeliveryEvent {
  return {
    ...{ dedupeKey: "e", status: "sent", rawStatus: "sent", errorCode: null, rawReason: null, failureCategory: null },
    ...{ isFinal: false, saidBy: "provider", providerEventId: null, channel: null, part: null, partial: false },
    ...{ providerOccurredAt: null, receivedAt: EARLIER, source: "webhook", mappingVersion: 0 },
    ...{ duplicateCount: 0, differs: false },
    ...more,
  };
}
