import { expect, it } from "vitest";
import { exampleStory, formatClock, story } from "../story/fixtures/stories";
import { atAGlance } from "./at-a-glance";

it("answers what an agent is asked for", () => {
  expect(atAGlance(exampleStory(367), formatClock)).toEqual([
    { label: "Requested", value: "14:08:02" },
    { label: "Number used", value: "+91 ••••• ••2 10" },
    { label: "Sender", value: "ACMEIN · Example Telecom, then Sample Mobile" },
    { label: "Provider says", value: "SMS 1 sent · SMS 2 reported delivered" },
    { label: "Carrier says", value: "SMS 2: handset receipt" },
    { label: "Retries", value: "1, asked for by the user" },
  ]);
});

it("says what is not known", () => {
  expect(atAGlance(story(9, null, []), formatClock).map(({ value }) => value)).toEqual([
    "not told by the app",
    "not known",
    "not known",
    "nothing: no message was sent",
    "nothing",
    "none",
  ]);
});
