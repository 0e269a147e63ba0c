import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const APP = fileURLToPath(new URL(".", import.meta.url));

/** What finds somebody's data by what a caller gives, and the verb that does so within a budget and on record. */
const READS: Record<string, string> = {
  lookUp: "lookUpOnRecord",
  lookUpTyped: "lookUpOnRecord",
  findMessage: "openMessage",
  resolveMessageIds: "openMessage",
  getStory: "openStory|openMessage",
  verificationByName: "openStory",
  findVerification: "openStory",
  getMessageStatus: "answerIfKnown",
  getVerificationStatus: "answerIfKnown",
  updateMessage: "answerIfKnown",
  findNumber: "compareNumber",
  compareWith: "compareNumber",
};

/** It is given what a verb has found, and asks for more of that. */
const PARTS_OF_A_PAGE = ["(desk)/stories/[id]/story-side.tsx"];

describe("pages, actions and routes", () => {
  const sources = readdirSync(APP, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !PARTS_OF_A_PAGE.includes(path))
    .map((path) => ({ path, text: readFileSync(join(APP, path), "utf8") }));
  const callsOf = (name: string) => new RegExp(`\\b(${name})\\(`);

  it("are seen", () => {
    expect(sources.filter(({ text }) => callsOf("openMessage").test(text)).map(({ path }) => path)).toEqual([
      "(desk)/messages/[id]/page.tsx",
    ]);
  });

  it.each(Object.entries(READS))("answer by %s only where they ask %s", (read, verb) => {
    const bare = sources.filter(({ text }) => callsOf(read).test(text) && !callsOf(verb).test(text));
    expect(bare.map(({ path }) => path)).toEqual([]);
  });
});
