import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb, db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { drainIngest, handleCallback } from "@/lib/ingest/doors/callback-door";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { providers } from "@/lib/providers/registry";
import { randomAccount } from "./random-account";
import { resendCaptured } from "./resend-captured";
import { simulate } from "./simulate";

let server: Server;
let base: string;
const keys = new Map<string, string>();

beforeAll(async () => {
  server = createServer(handleCallback).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provideEnv({ NEXTAUTH_URL: base });
  for (const provider of ["twilio", "otpiq"] as const) {
    const input = { ...randomAccount(providers[provider]), label: `over http ${crypto.randomUUID()}` };
    keys.set(provider, (await addConnection(input, () => new Date())).key);
  }
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await drainIngest();
  await closeIngestPool();
  await closeDb();
});

const options = (more: object) => ({ scenario: "happy", speed: 200, base, onProgress: () => undefined, ...more });

describe("a simulation over HTTP", () => {
  it("tells one story, and the instance takes it", async () => {
    const connection = keys.get("twilio");
    const told = await simulate(options({ connection, scenario: "late-sent-after-delivered" }));
    expect(told).toMatchObject({ stories: 1, callbacks: 3, answers: { "204": 3 }, unexpected: 0, provider: "twilio" });
    const [story] = told.told;
    const [message] = story?.messages ?? [];
    const row = await db().message.findUniqueOrThrow({ where: { id: message?.id ?? "" } });
    expect(row).toMatchObject({ status: message?.endsAs, providerMessageId: message?.providerMessageId });
    const events = await db().messageEvent.findMany({ where: { messageId: row.id }, orderBy: { receivedAt: "asc" } });
    expect(events.map(({ status }) => status)).toEqual(["accepted", "delivered", "sent"]);
    const attempt = await db().verification.findUniqueOrThrow({ where: { externalId: story?.verificationId ?? "" } });
    expect(attempt).toMatchObject({ state: "verified", demo: false });
  });

  it("counts a forged callback's refusal as what should happen", async () => {
    const told = await simulate(options({ connection: keys.get("twilio"), scenario: "bad-signature" }));
    expect(told).toMatchObject({ unexpected: 0, answers: { "401": 1 } });
  });

  it("begins stories at a rate for a time, and ends by itself", async () => {
    const rate = { connection: keys.get("otpiq"), rate: 20, forSeconds: 1, callbacksOnly: true };
    const told = await simulate(options(rate));
    expect(told).toMatchObject({ stories: 20, unexpected: 0 });
    expect(told.seconds).toBeGreaterThanOrEqual(0.9);
    const refs = told.told.map(({ messages }) => messages[0]?.providerMessageId ?? "");
    const rows = await db().message.findMany({ where: { providerMessageId: { in: refs } } });
    expect(rows.filter(({ origin, status }) => origin === "callback" && status === "delivered")).toHaveLength(20);
  });

  it("refuses what it cannot do, in a line", async () => {
    const connection = keys.get("twilio");
    await expect(simulate(options({ connection, scenario: "nonsense" }))).rejects.toThrow('no scenario "nonsense"');
    await expect(simulate(options({ connection, base: "https://desk.example" }))).rejects.toThrow("loopback");
    await expect(simulate(options({ connection: "nobody" }))).rejects.toThrow("no active connection");
    const impossible = { connection, scenario: "non-final-fallback-failure" };
    await expect(simulate(options(impossible))).rejects.toThrow("callbacks do not say that");
  });

  it("passes over a connection that holds a public key alone, and says so of one that is named", async () => {
    const secrets = { publicKey: Buffer.alloc(32, 7).toString("base64") };
    const add = async (label: string, more: object) => {
      const input = { ...randomAccount(providers.telnyx), ...more, label: `${label} ${crypto.randomUUID()}` };
      return (await addConnection(input, () => new Date())).key;
    };
    const connection = await add("checks", { secrets });
    await add("signs", {});
    await expect(simulate(options({ connection }))).rejects.toThrow("holds no key that signs");
    // This one, or one that another test has added meanwhile.
    const played = await simulate(options({ provider: "telnyx" }));
    expect(played.connection).not.toBe(connection);
    expect(played.unexpected).toBe(0);
  });

  it("says of a provider that sends no callbacks that there is nothing to play", async () => {
    const input = { ...randomAccount(providers.startmessaging), label: `asked ${crypto.randomUUID()}` };
    const { key: connection } = await addConnection(input, () => new Date());
    await expect(simulate(options({ connection }))).rejects.toThrow("StartMessaging sends no callbacks");
    await expect(simulate(options({ provider: "startmessaging" }))).rejects.toThrow(
      "StartMessaging sends no callbacks",
    );
  });

  it("stops at once when nothing listens", async () => {
    const began = Date.now();
    const load = {
      connection: keys.get("otpiq"),
      base: "http://127.0.0.1:9",
      rate: 1,
      forSeconds: 600,
      callbacksOnly: true,
    };
    await expect(simulate(options(load))).rejects.toThrow("Nothing listens at http://127.0.0.1:9");
    expect(Date.now() - began).toBeLessThan(5_000);
  });
});

describe("a captured callback", () => {
  it("is signed anew and taken", async () => {
    const folder = await mkdtemp(join(tmpdir(), "captured-"));
    const sid = `SM${"a".repeat(31)}1`;
    const captured = { body: `MessageSid=${sid}&MessageStatus=delivered&To=%2B14155550123&From=ACME` };
    await writeFile(join(folder, "callback.json"), JSON.stringify(captured));
    const resent = await resendCaptured({ file: join(folder, "callback.json"), connection: keys.get("twilio"), base });
    await rm(folder, { recursive: true });
    expect(resent).toMatchObject({ provider: "twilio", status: 204 });
    expect(await db().message.findFirst({ where: { providerMessageId: sid } })).toMatchObject({ status: "delivered" });
  });
});
