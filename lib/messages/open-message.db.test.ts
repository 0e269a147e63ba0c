import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { signInAs } from "@/lib/auth/fixtures/session";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { db } from "@/lib/db";
import { mintMessage } from "@/lib/numbers/fixtures/mint-story";
import { openMessage } from "./open-message";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

inOwnDatabase();
beforeAll(() => ensurePartitionFor(new Date()));

const AT = new Date("2026-11-28T14:00:00Z");

let agent: { id: string };
beforeEach(async () => {
  agent = await signInAs("agent");
});

describe("openMessage", () => {
  it("is on record once for a page that refreshes itself", async () => {
    const id = await mintMessage("+447700900371");
    for (const seconds of [0, 4, 8]) await open(id, seconds);
    expect(await onRecord()).toMatchObject([
      { action: "message_opened", subjectType: "message", subjectId: id, details: {} },
    ]);
  });

  it("takes no budget by our own ids", async () => {
    for (let n = 0; n < 40; n++) expect(await open(randomUUID())).toEqual({ ok: true, found: null });
    expect(await onRecord()).toEqual([]);
  });

  it("by any other name is a look-up: on record, and stopped after too many that are not known", async () => {
    const answers = [];
    for (let n = 0; n < 40; n++) answers.push(await open(`app:order-${n}-${randomUUID()}`));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(30);
    const rows = await onRecord();
    expect(rows).toHaveLength(31);
    expect(rows).toContainEqual(
      expect.objectContaining({
        action: "looked_up",
        subjectId: null,
        details: { kind: "message_id", result: "none" },
      }),
    );
  });
});

function open(name: string, seconds = 0) {
  return openMessage(name, () => new Date(AT.getTime() + seconds * 1000));
}

function onRecord() {
  return db().auditWaiting.findMany({ where: { actorId: agent.id } });
}
