import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../decision/decide";
import { at, deliveryEvent as report } from "../fold/fixtures/delivery-events";
import { summarise } from "../fold/summarise";
import { exampleStory, formatClock, story, storyMessage } from "../story/fixtures/stories";
import { atAGlance } from "./at-a-glance";

it("answers what an agent is asked for", () => {
  expect(atAGlance(decide(exampleStory(367)), formatClock)).toEqual([
    { label: "Requested", value: "14:08:02" },
    { label: "Number used", value: "+91 ••••• ••2 10" },
    { label: "Sender", value: "ACMEIN · Example Telecom, then Sample Mobile" },
    { label: "Provider says", value: "SMS 1 sent · SMS 2 reported delivered" },
    { label: "Carrier says", value: "SMS 2: reported delivered, handset receipt" },
    { label: "Retries", value: "1, asked for by the user" },
  ]);
});

it("says what is not known", () => {
  expect(atAGlance(decide(story(9, null, [])), formatClock).map(({ value }) => value)).toEqual([
    "not told by the app",
    "not known",
    "not known",
    "nothing: no message is on record",
    "nothing",
    "none",
  ]);
});

describe("of several carrier receipts", () => {
  const buffered = report(2, { rawStatus: "buffered" });
  const delivered = report(9, { status: "delivered", providerOccurredAt: at(5) });
  const handset = report(7, { status: "delivered", saidBy: "handset", providerOccurredAt: at(7) });

  it("shows the one that decides, with the carrier's name, in whatever order they were read", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([buffered, delivered, handset], { minLength: 3 }), (events) => {
        expect(says("Carrier says", events)).toBe("SMS 1: reported delivered, Jio, carrier receipt");
      }),
    );
  });

  it("shows a failure with its reason", () => {
    const failed = report(9, { status: "undelivered", failureCategory: "handset_unreachable", errorCode: "2" });
    const late = report(30, { rawStatus: "accepted" });
    const words = "SMS 1: undelivered, phone unreachable · code 2, Jio, carrier receipt";
    expect(says("Carrier says", [failed, buffered, late])).toBe(words);
    expect(says("Carrier says", [late, failed, buffered])).toBe(words);
  });

  it("shows the heaviest where none of them decides, and says that another contradicts", () => {
    const timeout = report(300, { status: "unknown", source: "timeout", isFinal: true, saidBy: "unknown" });
    expect(says("Carrier says", [timeout, buffered])).toBe("SMS 1: sent, Jio, carrier receipt");
    const failed = report(9, { status: "undelivered", failureCategory: "handset_unreachable" });
    expect(says("Carrier says", [failed, delivered])).toContain("another receipt contradicts it");
  });

  it("leaves to the provider what the provider said", () => {
    const filtered = report(9, {
      ...{ status: "rejected", failureCategory: "carrier_filtered", errorCode: "30007", saidBy: "provider" },
    });
    expect(says("Carrier says", [filtered])).toBe("nothing");
    expect(says("Provider says", [filtered])).toBe("SMS 1 rejected (filtered on the way · code 30007)");
  });
});

function says(label: string, events: ReturnType<typeof report>[]): string | undefined {
  const message = storyMessage(1, 1, events, { ...summarise(events), carrierName: "Jio" });
  return atAGlance(decide(story(400, null, [message])), formatClock).find((row) => row.label === label)?.value;
}
