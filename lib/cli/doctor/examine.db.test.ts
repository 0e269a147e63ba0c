import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { provideEnv } from "@/lib/env";
import { drainIngest, handleCallback } from "@/lib/ingest/doors/callback-door";
import { SEEN_PATH } from "@/lib/ingest/seen";
import { claimKeys } from "@/lib/keys/verify-keys";
import { noteAddress } from "../installation/known-address";
import { examine } from "./examine";

inOwnDatabase();

const { DATABASE_URL, ENCRYPTION_KEYS = "" } = process.env;
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(handleCallback).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provideEnv({ PUBLIC_URL: url });
  await makePartitionsAhead(new Date());
  await claimKeys();
  await noteAddress();
});
afterEach(() => void provideEnv({ ENCRYPTION_KEYS, PUBLIC_URL: url }));
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await drainIngest();
  provideEnv({ PUBLIC_URL: "" });
});

async function statuses(): Promise<Record<string, string>> {
  const findings = await examine(new Date());
  return Object.fromEntries(findings.map(({ check, status }) => [check, status]));
}

it("finds a running installation well, and asks it how it is reached", async () => {
  expect(await statuses()).toEqual({
    ...{
      settings: "ok",
      "database version": "ok",
      "database rights": "ok",
      tables: "ok",
      clock: "ok",
      disk: "unknown",
    },
    ...{ keys: "ok", partitions: "ok", "public address": "ok", "TLS as seen": "warn", proxies: "ok" },
  });
});

it("says which key is wrong, and what answers nowhere", async () => {
  provideEnv({ ENCRYPTION_KEYS: `test:${randomBytes(32).toString("base64")}`, PUBLIC_URL: "http://127.0.0.1:9" });
  expect(await statuses()).toMatchObject({ keys: "bad", "public address": "bad" });
});

it("tells nobody else how an installation sees them", async () => {
  const stranger = await fetch(url + SEEN_PATH, { headers: { "x-otp-desk-asks": `1.${"0".repeat(64)}` } });
  expect(stranger.status).not.toBe(200);
  expect(await stranger.text()).not.toContain("sender");
});

it("looks over what is only planned, and makes nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "otp-desk-planned-"));
  const own = process.env.DATABASE_URL ?? DATABASE_URL;
  provideEnv({ DATABASE_URL: "", DATA_DIR: folder, PUBLIC_URL: "https://otp.example" });
  const planned = await statuses().finally(() => provideEnv({ DATABASE_URL: own, DATA_DIR: "" }));
  expect(planned).toMatchObject({ settings: "ok", database: "unknown", proxies: "bad", "public address": "unknown" });
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
