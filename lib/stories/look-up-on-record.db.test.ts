import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { endSession, signInAs } from "@/lib/auth/fixtures/session";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { db } from "@/lib/db";
import { mintMessage, mintVerification } from "@/lib/numbers/fixtures/mint-story";
import { lookUpOnRecord } from "./look-up-on-record";
import { openStory } from "./open-story";

inOwnDatabase();
vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const AT = new Date("2026-11-28T14:00:00Z");
let asked = 0;
/** One after the other, so that the record has an order. */
const look = (text: string) =>
  lookUpOnRecord(text, { defaultCountries: ["GB"] }, () => new Date(AT.getTime() + asked++));

beforeAll(() => makePartitionsAhead(new Date()));

let agent: { id: string };
beforeEach(async () => {
  agent = await signInAs("agent");
});

describe("an agent who walks a number's neighbours", () => {
  // What the mask leaves: the last digits of a number, which nobody was told.
  const neighbours = Array.from({ length: 118 }, (_, n) => `+44 7700 900${String(n).padStart(3, "0")}`);

  it("is stopped long before the end, also before the one that is known, and stands in the log", async () => {
    await mintMessage("+447700900117");
    const answers = [];
    for (const number of neighbours) answers.push(await look(number));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(30);
    expect(answers.slice(30).every((answer) => !answer.ok && answer.because === "misses")).toBe(true);
    const rows = await onRecord();
    expect(rows).toHaveLength(31);
    expect(rows.at(-1)).toMatchObject({ action: "looking_stopped", subjectType: "user", subjectId: agent.id });
  });

  it("is stopped as well when many stand in one paste, with a word or a code beside them, or at once", async () => {
    const one = await mintMessage("+447700900116");
    expect(await look([neighbours[0], "+447700900116", ...neighbours.slice(1, 9)].join(", "))).toMatchObject({
      answer: { kind: "one", storyId: one },
    });
    const more = neighbours.slice(9, 33).map((number) => look(`${number} failed with 30007`));
    const answers = await Promise.all(more);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(30 - 9);
  });

  it("is told of no more than ten in a paste", async () => {
    const addresses = neighbours.slice(0, 40).map((_, n) => `user${n}@example.com`);
    expect(await look(addresses.join(" "))).toMatchObject({
      answer: { kind: "none", ignored: expect.arrayContaining([{ what: "people", count: 30 }]) },
    });
    expect(await look(neighbours.slice(0, 40).join("\n"))).toMatchObject({ answer: { kind: "none" } });
    expect((await onRecord()).map(({ details }) => details)).toEqual([
      { kind: "address", result: "none", asked: 10, unknown: 10 },
      { kind: "phone", result: "none", asked: 10, unknown: 10 },
    ]);
  });

  it("may ask for the same again as often as a customer waits", async () => {
    for (let n = 0; n < 40; n++) expect(await look("+44 7700 900199")).toMatchObject({ answer: { kind: "none" } });
  });
});

describe("what stands on record of a look-up", () => {
  it("is its kind, what came of it and the story it led to, and nothing of what was typed", async () => {
    const userRef = `usr-${randomUUID()}`;
    const storyId = await mintMessage("+447700900361", { userRef });
    const attempt = await db().verification.findUniqueOrThrow({ where: { id: await mintVerification(null) } });
    await look("07700 900361");
    await look(userRef);
    await look(attempt.externalId ?? "");
    await look(`+447700900362`);
    await look("nobody at all");
    expect(
      (await onRecord()).map(({ action, subjectType, subjectId, details }) => [
        action,
        subjectType,
        subjectId,
        details,
      ]),
    ).toEqual([
      ["looked_up", "message", storyId, { kind: "phone", result: "one" }],
      ["looked_up", "message", storyId, { kind: "user_ref", result: "one" }],
      ["looked_up", "verification", attempt.id, { kind: "verification_id", result: "one" }],
      ["looked_up", null, null, { kind: "phone", result: "none" }],
      ["looked_up", null, null, { kind: "id", result: "none" }],
    ]);
    expect(
      JSON.stringify(await onRecord(), (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toMatch(/7700.?9003|usr-|nobody/);
  });

  it("counts several matches", async () => {
    const userRef = `usr-${randomUUID()}`;
    for (const number of ["+447700900363", "+447700900364"]) await mintMessage(number, { userRef });
    await look(userRef);
    expect(await onRecord()).toMatchObject([
      { subjectId: null, details: { kind: "user_ref", result: "several", matches: 2 } },
    ]);
  });
});

describe("openStory", () => {
  it("is on record once for a page that refreshes itself, under the story's own id", async () => {
    const id = await mintVerification(null);
    const message = await mintMessage("+447700900365", { verificationId: id });
    for (const seconds of [0, 4, 8]) await openStory(id, () => new Date(AT.getTime() + seconds * 1000));
    await openStory(message, () => AT);
    expect(await onRecord()).toMatchObject([
      { action: "story_opened", subjectType: "verification", subjectId: id, at: AT },
    ]);
    await openStory(id, () => new Date(AT.getTime() + 600_000));
    expect(await onRecord()).toHaveLength(2);
  });

  it("records nothing of what is not there, and shows nothing to who is not in", async () => {
    expect(await openStory(randomUUID(), () => AT)).toBeNull();
    expect(await onRecord()).toEqual([]);
    await endSession();
    await expect(openStory(randomUUID(), () => AT)).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(look("+44 7700 900365")).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

function onRecord() {
  return db().auditWaiting.findMany({ where: { actorId: agent.id }, orderBy: { id: "asc" } });
}
