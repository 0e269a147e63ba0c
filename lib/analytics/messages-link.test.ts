import { describe, expect, it } from "vitest";
import { loadMessageFilters } from "@/lib/messages/filters";
import { timeRange } from "@/lib/messages/time-range";
import { NONE } from "./fixtures/rates";
import { messagesLink, STATUSES } from "./messages-link";

const DAY = { from: new Date("2026-11-14T18:30:00Z"), to: new Date("2026-11-15T18:30:00Z") };
const opened = (href: string) => loadMessageFilters(new URL(href, "http://desk").searchParams);

describe("the link from a figure to its messages", () => {
  it("asks the list for the same time, to the minute", () => {
    const { from, to } = timeRange(opened(messagesLink(NONE, DAY)), new Date("2026-11-21T14:22:00Z"));
    expect({ from, to }).toEqual(DAY);
  });

  it("carries every filter that the list knows, values not known and commas included", () => {
    const filters = {
      ...NONE,
      country: ["BR", ""],
      sender: ["~odd, one"],
      channel: ["sms" as const],
      useCase: ["login"],
    };
    expect(opened(messagesLink(filters, DAY))).toMatchObject({
      ...{ country: ["BR", ""], sender: ["~odd, one"], channel: ["sms"], useCase: ["login"] },
      registered: ["yes"],
    });
  });

  it("leaves out what the figure leaves out", () => {
    expect(opened(messagesLink({ ...NONE, unregistered: true }, DAY)).registered).toEqual([]);
    expect(opened(messagesLink(NONE, DAY, { status: [...STATUSES.waiting] })).status).toEqual([
      "accepted",
      "sent",
      "unknown",
    ]);
  });
});
