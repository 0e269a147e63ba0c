import { describe, expect, it } from "vitest";
import { FACET_NAMES } from "@/lib/messages/filters";
import { countText, FACET_LABELS, rangeText, totalText, valueLabel } from "./filter-words";

const NOW = new Date("2026-11-21T12:00:00Z");

describe("words of the filters", () => {
  it("say a value as people do", () => {
    const connections = new Map([["id", "Twilio · Production"]]);
    const label = (...[facet, value]: [Parameters<typeof valueLabel>[0], string]) =>
      valueLabel(facet, value, connections);
    expect([
      label("country", "BR"),
      label("status", "no_receipt"),
      label("category", "carrier_filtered"),
      label("connection", "id"),
      label("connection", "gone"),
      label("useCase", "password_reset"),
      label("template", ""),
      label("template", "login_otp"),
      label("registered", "no"),
      label("outcome", "not_verified"),
      label("channel", "whatsapp"),
    ]).toEqual([
      "Brazil",
      "No receipt",
      "Filtered on the way",
      "Twilio · Production",
      "A removed account",
      "Password reset",
      "Not known",
      "login_otp",
      "Receipts only",
      "Not verified",
      "WhatsApp",
    ]);
    expect(new Set(FACET_NAMES.map((facet) => FACET_LABELS[facet])).size).toBe(FACET_NAMES.length);
  });

  it("tell exact counts from lower bounds", () => {
    expect(countText({ n: 1204, isMore: false })).toBe("1,204");
    expect(countText({ n: 3_000, isMore: true })).toBe("3,000+");
    expect(totalText({ n: 3_000, isMore: true })).toBe("at least 3,000 messages");
    expect(totalText({ n: 1, isMore: false })).toBe("1 message");
  });

  it("name the time range, in the reader's zone where it is fixed", () => {
    const range = { from: new Date("2026-11-19T03:00:00Z"), to: new Date("2026-11-20T03:00:00Z") };
    expect(rangeText({ ...range, name: "24h" }, "UTC", NOW)).toBe("last 24 h");
    expect(rangeText({ ...range, name: null }, "Asia/Kolkata", NOW)).toBe("19 Nov, 08:30 to 20 Nov, 08:30 IST");
    const change = { from: new Date("2026-10-31T04:00:00Z"), to: new Date("2026-11-02T05:00:00Z") };
    expect(rangeText({ ...change, name: null }, "America/New_York", NOW)).toBe("31 Oct, 00:00 EDT to 2 Nov, 00:00 EST");
  });
});
