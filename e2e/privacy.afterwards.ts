import { readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { callBack, connectProvider, makeApiKey, newSend, SendingApp } from "./tell-story";

/** Every number of this run is in a range kept for fiction; this is how any of them begins, however it is written. */
const PLANTED = /7700[ -]?900[ -]?\d{3}/;

test("no number of the whole run stands in clear in the database's files", async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const app = new SendingApp(request, await makeApiKey());
  const generic = await connectProvider("generic-hmac");
  const send = newSend();
  await app.register(generic, send);
  const said = { recipient: send.number, reason: `absent subscriber ${send.number.slice(1)}` };
  await callBack(request, generic, { providerMessageId: send.providerMessageId, rawStatus: "failed", ...said });

  const folder = await realpath(join(dataDir(), "postgres"));
  const files = await filesIn(folder);
  expect(files.some((file) => file.includes("pg_wal"))).toBe(true);
  const found: string[] = [];
  let sawUserRef = false;
  for (const file of files) {
    const bytes = (await readFile(file)).toString("latin1");
    if (PLANTED.test(bytes)) found.push(file.slice(folder.length));
    sawUserRef ||= bytes.includes(send.userRef);
  }
  expect(found).toEqual([]);
  expect(sawUserRef, "what is stored in clear is found by this search").toBe(true);
});

test("no number of the whole run stands in the app's log", async () => {
  const log = await readFile(join(dataDir(), "app.log"), "utf8");
  expect(log.length).toBeGreaterThan(0);
  expect(log).not.toMatch(PLANTED);
});

function dataDir(): string {
  const { E2E_DATA_DIR } = process.env;
  if (!E2E_DATA_DIR) throw new Error("The app of the end-to-end run is not started.");
  return E2E_DATA_DIR;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
