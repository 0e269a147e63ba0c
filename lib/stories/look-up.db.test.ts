import { beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { registerFor, type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { getStory } from "./get-story";
import { lookUp } from "./look-up";

// Other tests send to numbers by chance, and people are told apart by them.
inOwnDatabase();

let app: SendingApp;
beforeAll(async () => {
  for (const days of [0, 30]) await ensurePartitionFor(new Date(Date.now() - days * 86_400_000));
  app = await sendingApp();
});
const start = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const register = (body: object, seconds = 0) => registerFor(app, body, at(seconds));
const find = (text: string, defaultCountries: string[] = []) => lookUp(text, { defaultCountries });

describe("one person", () => {
  const to = "+919812300142";
  const ids = {
    user: uniqueId("user"),
    message: uniqueId("m"),
    verification: uniqueId("v"),
    provider: newMessageSid(),
  };
  let storyId = "";
  let messageId = "";
  beforeAll(async () => {
    await register({ to, userRef: ids.user }, -600);
    messageId = await register(
      {
        to,
        userRef: ids.user,
        messageId: ids.message,
        providerMessageId: ids.provider,
        verificationId: ids.verification,
        useCase: "login",
      },
      0,
    );
    storyId = (await getStory(messageId, at(1)))?.id ?? "";
  });

  it.each([
    ["+91 98123 00142", []],
    ["0091-98123-00142", []],
    ["919812300142", []],
    ["98123 00142", ["IN"]],
    ["098123 00142", ["US", "IN"]],
    ["tel:+919812300142", []],
  ])("is found by the number written %s, newest attempt first", async (text, countries) => {
    expect(await find(text, countries)).toEqual({ kind: "one", storyId, readAs: "phone" });
  });

  it("is found by every id, and surrounding blanks do not matter", async () => {
    expect(await find(` ${ids.user} `)).toEqual({ kind: "one", storyId, readAs: "user_ref" });
    expect(await find(ids.message)).toEqual({ kind: "one", storyId, readAs: "app_message_id" });
    expect(await find(`app:${ids.message}`)).toEqual({ kind: "one", storyId, readAs: "app_message_id" });
    expect(await find(ids.provider)).toEqual({ kind: "one", storyId, readAs: "provider_message_id" });
    expect(await find(ids.verification)).toEqual({ kind: "one", storyId, readAs: "verification_id" });
    expect(await find(messageId)).toEqual({ kind: "one", storyId, readAs: "message_id" });
    expect(await find(storyId.toUpperCase())).toEqual({ kind: "one", storyId, readAs: "verification_id" });
  });

  it("has a story with the other attempts beside it", async () => {
    const page = await getStory(messageId, at(60));
    expect(page).toMatchObject({
      id: storyId,
      userRef: ids.user,
      country: "IN",
      story: { verification: { externalId: ids.verification } },
    });
    expect(page?.otherAttempts).toMatchObject([{ externalId: null, messageCount: 1, last: { channel: "sms" } }]);
    expect(JSON.stringify(page)).not.toContain("9812300142");
  });
});

describe("an id as it is pasted", () => {
  const user = uniqueId("usr_paste");
  const sid = newMessageSid();
  const action = uniqueId("order");
  let storyId = "";
  beforeAll(async () => {
    storyId = await register({
      to: "+447700900460",
      userRef: user,
      providerMessageId: sid,
      action: { type: "order", id: action },
    });
  });

  it.each([
    ["with a full stop", () => `${user}.`],
    ["with its label", () => `user ${user}`],
    ["upper case", () => user.toUpperCase()],
    ["with invisible signs", () => `\u200e${user.slice(0, 4)}\u200b${user.slice(4)}\u2069`],
    ["in quotes", () => `"${user}",`],
    ["an upper-case SID", () => sid.toUpperCase()],
    ["a log line", () => `2026-11-26 10:27:33 ${sid} undelivered error=30007 to=+447700900461`],
    ["JSON", () => JSON.stringify({ MessageSid: sid, ErrorCode: "30007", To: "+447700900461" }, null, 2)],
    ["the story's address", () => `https://desk.example.com/stories/${storyId}?at=2`],
    ["the message's address", () => `desk.example.com/messages/${storyId.toUpperCase()}`],
    ["an action's id", () => action],
    ["an action's id with its label", () => `order ${action}`],
  ])("%s", async (_, text) => {
    expect(await find(text())).toMatchObject({ kind: "one", storyId });
  });

  it("that two users have in two cases leads to the one that was typed", async () => {
    const upper = await register({ to: "+447700900462", userRef: user.toUpperCase() });
    expect(await find(user.toUpperCase())).toMatchObject({ kind: "one", storyId: upper });
    expect(await find(user)).toMatchObject({ kind: "one", storyId });
  });

  it("of an action with several codes leads to each", async () => {
    const id = uniqueId("order");
    for (const to of ["+447700900463", "+447700900464"]) await register({ to, action: { type: "order", id } });
    expect(await find(id)).toMatchObject({ kind: "many", matches: [{ readAs: "action_id" }, { readAs: "action_id" }] });
  });

  it("stands aside for what a code means only where it is nobody's", async () => {
    expect(await find("30007")).toMatchObject({ kind: "codes", codes: [{ code: "30007" }] });
    const named = await register({ to: "+447700900465", userRef: "30003" });
    expect(await find("30003")).toMatchObject({ kind: "one", storyId: named });
  });

  it("that is not here is answered with what was read of it, and what not", async () => {
    const found = await find("please call +44 7700 900466 x12, my code 482913 failed");
    expect(found).toMatchObject({
      kind: "none",
      ignored: [{ what: "words_before", count: 2 }, { what: "words_behind", count: 4 }, { what: "extension" }],
    });
    expect(JSON.stringify(found)).not.toMatch(/900466|482913/);
  });
});

describe("several", () => {
  it("numbers of one user are listed, masked", async () => {
    const userRef = uniqueId("user");
    await register({ to: "+14155550151", userRef }, 0);
    await register({ to: "+447700900777", userRef }, 10);
    const found = await find(userRef);
    expect(found).toMatchObject({
      kind: "many",
      hasMore: false,
      matches: [{ country: "GB", readAs: "user_ref" }, { country: "US" }],
    });
    expect(JSON.stringify(found)).not.toMatch(/4155550151|7700900777/);
  });

  it("recipients of one user are listed with how many attempts each has, an old one too", async () => {
    const userRef = uniqueId("user");
    for (let n = 0; n < 9; n += 1) await register({ to: "+14155550152", userRef, verificationId: uniqueId("v") }, n);
    expect(await find(userRef)).toMatchObject({ kind: "one", readAs: "user_ref" });
    await register({ to: "+447700900778", userRef, verificationId: uniqueId("v") }, -86_400);
    const found = await find(userRef);
    expect(found).toMatchObject({
      kind: "many",
      matches: [
        { country: "US", attemptCount: 9 },
        { country: "GB", attemptCount: 1 },
      ],
    });
  });

  it("users of one number are offered one by one, never the newest of them alone", async () => {
    const to = "+447700900466";
    const [older, newer] = [uniqueId("user"), uniqueId("user")];
    await register({ to, userRef: older, verificationId: uniqueId("v") }, 0);
    await register({ to, userRef: older, verificationId: uniqueId("v") }, 10);
    expect(await find(to)).toMatchObject({ kind: "one", readAs: "phone" });
    await register({ to, userRef: newer, verificationId: uniqueId("v") }, 20);
    expect(await find(to)).toMatchObject({
      kind: "many",
      hasMore: false,
      matches: [
        { userRef: newer, readAs: "phone", attemptCount: 1 },
        { userRef: older, readAs: "phone", attemptCount: 2 },
      ],
    });
    await register({ to }, 30);
    const found = await find(to);
    expect(found.kind === "many" && found.matches.map(({ userRef }) => userRef)).toEqual([null, newer, older]);
  });

  it("numbers of one user that look the same masked are two people still", async () => {
    const userRef = uniqueId("user");
    const ids = [await register({ to: "+14155550154", userRef }), await register({ to: "+12125550154", userRef }, 10)];
    const pages = await Promise.all(ids.map((id) => getStory(id, at(20))));
    expect(pages[0]?.recipientMasked).toBe(pages[1]?.recipientMasked);
    const found = await find(userRef);
    expect(found.kind === "many" && found.matches.map(({ storyId }) => storyId)).toEqual(ids.toReversed());
  });

  it("readings of the same digits are listed when both have data, with how many attempts each has", async () => {
    for (let n = 0; n < 8; n += 1) await register({ to: "+12125550191" }, n);
    await register({ to: "+912125550191" });
    const found = await find("2125550191", ["US", "IN"]);
    expect(found).toMatchObject({
      kind: "many",
      matches: expect.arrayContaining([
        expect.objectContaining({ country: "US", attemptCount: 8 }),
        expect.objectContaining({ country: "IN", attemptCount: 1 }),
      ]),
    });
  });
});

describe("nothing", () => {
  it("says how it was read, how far back data go, and when the last callback came", async () => {
    await storeBatch([receipt(app.connection, { providerMessageId: newMessageSid(), rawStatus: "sent" }, at(3))]);
    const found = await find("+49 1512 3456789");
    expect(found).toMatchObject({ kind: "none", oldestDataAt: expect.any(Date), lastCallbackAt: expect.any(Date) });
    expect(found.kind === "none" && found.readings[0]).toMatchObject({
      as: "phone",
      explanation: expect.stringContaining("Germany"),
    });
    expect(JSON.stringify(found)).not.toContain("3456789");
    expect(await find("x".repeat(400))).toMatchObject({ kind: "none", readings: [] });
    expect(await find("\u0000")).toMatchObject({ kind: "none", readings: [] });
  });
});

it("the events of a story come in one order, however they were stored", async () => {
  const sid = newMessageSid();
  const id = await register({ to: "+14155550165", providerMessageId: sid }, 0);
  for (const [seconds, rawStatus] of [
    [4, "delivered"],
    [3, "sent"],
    [2, "queued"],
  ] as const) {
    const said = { providerMessageId: sid, rawStatus, carrier: { mccMnc: "310260" } };
    await storeBatch([receipt(app.connection, said, at(seconds))]);
  }
  const page = await getStory(id, at(60));
  expect(page?.story.messages[0]?.carrierName).toBe("network 310260");
  expect(page?.story.messages[0]?.events.map(({ status }) => status)).toEqual(["accepted", "sent", "delivered"]);
});

it("a user known only from verification events is found", async () => {
  const externalId = uniqueId("v");
  const userRef = uniqueId("user");
  const event = VerificationEventInput.parse({ eventId: "1", type: "requested", at: at(0).toISOString(), userRef });
  await recordVerificationEvents(app.apiKey, externalId, [event], () => at(1));
  expect(await find(userRef)).toMatchObject({ kind: "one", readAs: "user_ref" });
});
