import { expect, it } from "vitest";
import { db } from "@/lib/db";
import { lanes } from "@/lib/delivery/lanes/lanes";
import { mintMessage } from "@/lib/numbers/fixtures/mint-story";
import { getMessageStatus } from "../get-message-status";
import { getStory } from "../get-story";
import { findGivenAdvice, flushAdvice } from "./given-advice";

const later = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const ask = async (id: string, seconds: number) => {
  const at = later(seconds);
  const { advice } = await getMessageStatus(id, "en", () => at);
  await flushAdvice();
  return advice.action;
};

it("what the app was told stands on record whenever it is something else, and in the story", async () => {
  const id = await mintMessage("+447700900141");
  expect([await ask(id, 2), await ask(id, 4), await ask(id, 3_600), await ask(id, 3_601)]).toEqual([
    "wait",
    "wait",
    "resend",
    "resend",
  ]);
  expect((await findGivenAdvice([id])).map(({ action, reason }) => [action, reason])).toEqual([
    ["wait", "receipt_awaited"],
    ["resend", "receipt_late"],
  ]);
  const page = await getStory(id, later(3_700));
  const rows = page ? lanes(page.story, (at) => at.toISOString()) : [];
  expect(rows.filter(({ lane }) => lane === "done").map(({ title, sub }) => [title, sub])).toEqual([
    [expect.stringMatching(/^App was told: wait \d+ s$/), "receipt awaited"],
    ["App was told: send again", "receipt late"],
  ]);
});

it("is written by the timer alone: the call that was answered writes nothing", async () => {
  const id = await mintMessage("+447700900142");
  await getMessageStatus(id, "en", () => later(2));
  expect(await db().givenAdvice.count({ where: { subjectId: id } })).toBe(0);
  await flushAdvice();
  expect(await db().givenAdvice.count({ where: { subjectId: id } })).toBe(1);
});
