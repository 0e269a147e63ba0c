import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { registerFor, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { endSession, signInAs } from "@/lib/auth/fixtures/session";
import { ROLES } from "@/lib/auth/permissions";
import { db } from "@/lib/db";
import { decide } from "@/lib/delivery/decision/decide";
import { mintMessage, mintVerification } from "@/lib/numbers/fixtures/mint-story";
import { getStory } from "../get-story";
import { noteCustomer, takeBackStatement } from "./note-customer";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

/** After what is minted here; each statement a second after the one before. */
let seconds = 60;
const clock = () => new Date(Date.now() + seconds * 1_000);
const note = (id: string, says: string) => {
  seconds += 1;
  return noteCustomer(id, says, clock);
};
const read = async (id: string) => {
  const page = await getStory(id, new Date(Date.now() + 3_600_000));
  if (!page) throw new Error("The story is gone.");
  return page;
};

let agent: { id: string };
beforeEach(async () => {
  agent = await signInAs("agent");
});

describe("what the customer says", () => {
  it("stands beside the story under the agent's name, and decides", async () => {
    const id = await mintMessage("+447700900131");
    expect(await note(id, "not_me")).toEqual({ ok: true });
    const page = await read(id);
    expect(page.statement).toMatchObject({ says: "not_me", notedBy: "Test agent" });
    expect(decide(page.story).plan).toEqual({ kind: "secure_account", reason: "not_me" });
  });

  it("gives way to what is said later, and all of it can be taken back", async () => {
    const id = await mintVerification("+447700900132");
    await note(id, "not_received");
    await note(id, "works_now");
    expect((await read(id)).statement?.says).toBe("works_now");
    expect(await takeBackStatement(id, clock)).toEqual({ ok: true });
    expect((await read(id)).statement).toBeNull();
    expect(await db().customerStatement.count({ where: { subjectId: id } })).toBe(2);
  });

  it("goes with a message into the attempt that it joins", async () => {
    const verification = await mintVerification("+447700900133");
    const id = await mintMessage("+447700900133");
    await note(id, "wrong_number");
    await db().message.update({ where: { id }, data: { verificationId: verification } });
    expect((await read(verification)).statement?.says).toBe("wrong_number");
  });

  it("is on record with its word, once for each time, and nothing of it is an event", async () => {
    const id = await mintVerification("+447700900134");
    const before = await read(id);
    await note(id, "not_received");
    await takeBackStatement(id, clock);
    await takeBackStatement(id, clock);
    const entries = await db().auditEntry.findMany({ where: { actorId: agent.id }, orderBy: { number: "asc" } });
    expect(entries.map(({ action, subjectId, details }) => ({ action, subjectId, details }))).toEqual([
      { action: "customer_heard", subjectId: id, details: { says: "not_received" } },
      { action: "customer_word_taken_back", subjectId: id, details: {} },
    ]);
    const { verification, messages } = (await read(id)).story;
    expect({ verification, messages }).toEqual({
      verification: before.story.verification,
      messages: before.story.messages,
    });
  });

  it("moves no count", async () => {
    const app = await sendingApp();
    const verificationId = uniqueId("v");
    await registerFor(app, { to: "+447700900135", channel: "sms", verificationId }, new Date());
    const { id } = await db().verification.findFirstOrThrow({ where: { externalId: verificationId } });
    const counted = () =>
      db().verification.findUniqueOrThrow({ where: { id }, select: { counted: true, version: true } });
    const before = await counted();
    await note(id, "works_now");
    expect(await counted()).toEqual(before);
  });

  it("is refused where there is no story, and no such word", async () => {
    expect(await note(randomUUID(), "not_me")).toEqual({ ok: false, code: "not_found" });
    expect(await note("nothing", "not_me")).toEqual({ ok: false, code: "not_found" });
    expect(await note(await mintVerification(null), "hello")).toEqual({ ok: false, code: "invalid_input" });
  });
});

describe("whoever may open a story", () => {
  it.each(ROLES)("may note it: %s", async (role) => {
    await signInAs(role);
    expect(await note(await mintVerification(null), "not_received")).toEqual({ ok: true });
  });

  it("must be signed in", async () => {
    await endSession();
    await expect(note(await mintVerification(null), "not_received")).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(takeBackStatement(randomUUID(), clock)).rejects.toMatchObject({ code: "unauthenticated" });
  });
});
