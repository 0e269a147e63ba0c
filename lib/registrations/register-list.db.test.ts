import { describe, expect, it } from "vitest";
import { messageRow, type RegistrationBody, registeredId, registering } from "@/e2e/support/registering";
import { uniqueId } from "@/e2e/support/sending-app";
import { db } from "@/lib/db";
import { findMessage } from "@/lib/messages/find-message";
import type { Outcome } from "./outcome";
import type { RegisteredMessage } from "./registration";

const { register, registerOne } = registering(new Date());

describe("a list", () => {
  it("answers each item by itself, in order, also when items name each other", async () => {
    const [m1, m2] = [uniqueId("m"), uniqueId("m")];
    const first = { to: "+447700900401", messageId: m1 };
    const outcomes = await register([
      first,
      { to: "+447700900402", messageId: m2, retryOf: m1 },
      first,
      { ...first, useCase: "different" },
      { to: "nonsense" },
      { sentAt: "2020-01-01T00:00:00Z", messageId: uniqueId("m") },
    ]);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.created : outcome.error.code))).toEqual([
      true,
      true,
      false,
      "conflict",
      "invalid_input",
      "invalid_input",
    ]);
    const [one, two, three] = outcomes.map(registeredId);
    expect(three).toBe(one);
    expect(await messageRow(two ?? "")).toMatchObject({ retryOf: one });
  });

  it("does not answer for an item that was refused", async () => {
    const item = { to: "+447700900403", messageId: uniqueId("m"), sentAt: "2020-01-01T00:00:00Z" };
    const outcomes = await register([item, item]);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([false, false]);
    expect(await registerOne({ to: "+447700900403", messageId: item.messageId })).toMatchObject({
      ok: true,
      created: true,
    });
  });

  it("may hold a retry before the message that it repeats, also in another request", async () => {
    const [m1, m2, later] = [uniqueId("m"), uniqueId("m"), uniqueId("m")];
    const [retry, first, early] = await register([
      { messageId: m2, retryOf: `app:${m1}` },
      { messageId: m1 },
      { messageId: uniqueId("m"), retryOf: later },
    ]);
    const [last] = await register([{ messageId: later }]);
    for (const [repeating, repeated] of [
      [retry, first],
      [early, last],
    ] as const) {
      const id = registeredId(repeating as Outcome<RegisteredMessage>);
      expect((await findMessage(id))?.message.retryOf).toBe(registeredId(repeated as Outcome<RegisteredMessage>));
    }
  });

  it("as a whole is what its key stands for: another list or a single object under it is a conflict", async () => {
    const key = uniqueId("key");
    const campaign = uniqueId("c");
    const items = ["+447700900406", "+447700900407", "+447700900408"].map((to) => ({ to, campaign }));
    const first = await register(items, key);
    const stored = () => db().message.count({ where: { campaign } });
    expect(await stored()).toBe(3);
    const others: RegistrationBody[][] = [
      [...items, { to: "+447700900409", campaign }],
      items.slice(0, 2),
      items.toReversed(),
      items.map((item) => ({ ...item, useCase: "other" })),
      items.map((item) => ({ ...item, messageId: uniqueId("m") })),
    ];
    for (const other of others) {
      await expect(register(other, key)).rejects.toMatchObject({
        code: "conflict",
        fields: { "Idempotency-Key": expect.stringContaining("different body") },
      });
    }
    expect(await registerOne(items[0] ?? {}, key)).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await stored()).toBe(3);
    expect((await register(items, key)).map(registeredId)).toEqual(first.map(registeredId));
  });

  it("keeps its key where its items were known before, and frees it where none was stored", async () => {
    const [known, free] = [uniqueId("key"), uniqueId("key")];
    const item = { to: "+447700900410", messageId: uniqueId("m") };
    await registerOne(item);
    await register([item, item], known);
    await expect(register([item, { to: "+447700900411" }], known)).rejects.toMatchObject({ code: "conflict" });
    await register([{ to: "nonsense" }, { to: "nonsense" }], free);
    expect((await register([item, { to: "+447700900412" }], free)).every(({ ok }) => ok)).toBe(true);
  });

  it("sent twice at once with other bodies is stored once", async () => {
    const key = uniqueId("key");
    const both = await Promise.allSettled(
      ["a", "b"].map((useCase) => register([{ to: "+447700900413", useCase }, { useCase }], key)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("as a whole is idempotent under one key", async () => {
    const key = uniqueId("key");
    const items = ["+447700900404", "+447700900405"].map((to) => ({ to }));
    const first = await register(items, key);
    expect((await register(items, key)).map(registeredId)).toEqual(first.map(registeredId));
  });
});
