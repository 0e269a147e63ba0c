import { readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { cli } from "./support/app";
import { signedIn } from "./support/people";
import { leakedForms, PLANTED_NUMBER, plantCode, spellingsOf } from "./support/planted";
import { callBack, connectProvider, makeApiKey, newSend, type ProviderSide, SendingApp } from "./tell-story";

const code = plantCode();
const send = newSend();
const verificationId = `ver_${send.messageId}`;
let messageId = "";
/** All that the app's own API answered. */
const answers: string[] = [];

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const key = await makeApiKey();
  const generic = await connectProvider("generic-hmac");
  messageId = await new SendingApp(request, key).register(generic, send, { verificationId });
  await plantInFields(request, key, generic);
  await plantInEvents(request, key);
  await plantInCallbacks(request, generic);
});

test("no page, address, export or answer shows a number or a code that was planted", async ({
  playwright,
  baseURL,
}) => {
  const admin = await playwright.request.newContext({ baseURL, storageState: signedIn("admin") });
  const analyst = await playwright.request.newContext({ baseURL, storageState: signedIn("analyst") });
  const [story] = [(await admin.get(`/messages/${messageId}`)).url()];
  const shown = new Map(answers.map((text, index) => [`answer ${index}`, text]));
  for (const path of [
    "/messages?range=1h",
    `/messages/${messageId}`,
    "/review",
    "/review?show=done",
    "/audit",
    "/connections",
  ]) {
    shown.set(path, await (await admin.get(path)).text());
  }
  for (const path of ["/messages/export?range=1h", "/analytics?range=24h&by=sender"]) {
    shown.set(path, await (await analyst.get(path)).text());
  }
  shown.set("message", JSON.stringify(await cli("messages", "show", `app:${send.messageId}`)));
  shown.set("verification", JSON.stringify(await cli("verifications", "show", verificationId)));
  expect(story).toContain(messageId);
  expect(shown.get("/messages?range=1h")).toContain(messageId);
  expect(shown.get("/messages/export?range=1h")).toContain(messageId);

  const leaks = [...shown].filter(([, text]) => PLANTED_NUMBER.test(text) || leakedForms(code, text).length > 0);
  expect(leaks.map(([where]) => where)).toEqual([]);
});

test("no number and no code of the whole run stands in clear in the database's files", async () => {
  const folder = await realpath(join(dataDir(), "postgres"));
  const files = await filesIn(folder);
  expect(files.some((file) => file.includes("pg_wal"))).toBe(true);
  const found: string[] = [];
  let sawUserRef = false;
  for (const file of files) {
    const bytes = (await readFile(file)).toString("latin1");
    if (PLANTED_NUMBER.test(bytes) || leakedForms(code, bytes).length > 0) found.push(file.slice(folder.length));
    sawUserRef ||= bytes.includes(send.userRef);
  }
  expect(found).toEqual([]);
  expect(sawUserRef, "what is stored in clear is found by this search").toBe(true);
});

test("no number and no code of the whole run stands in the app's log", async () => {
  const log = await readFile(join(dataDir(), "app.log"), "utf8");
  expect(log.length).toBeGreaterThan(0);
  expect(log).not.toMatch(PLANTED_NUMBER);
  expect(leakedForms(code, log)).toEqual([]);
});

/** Every spelling in every field: refused, so that none of it is kept. */
async function plantInFields(request: APIRequestContext, key: string, { connection }: ProviderSide): Promise<void> {
  for (const [index, text] of spellingsOf(send.number).entries()) {
    const data = {
      ...{ connection: connection.key, to: send.number, messageId: text, userRef: text, sender: text },
      ...{ campaign: text, action: { type: "login", id: text }, metadata: { note: text } },
    };
    const answer = await request.post("/api/v1/messages", { data, headers: { authorization: `Bearer ${key}` } });
    expect([index, answer.status()]).toEqual([index, 422]);
    answers.push(await answer.text());
  }
  for (const text of Object.values(code.written)) {
    const data = { connection: connection.key, to: send.number, metadata: { note: `Your code is ${text}` } };
    const answer = await request.post("/api/v1/messages", { data, headers: { authorization: `Bearer ${key}` } });
    expect(answer.status()).toBe(422);
    answers.push(await answer.text());
  }
}

async function plantInEvents(request: APIRequestContext, key: string): Promise<void> {
  const at = new Date().toISOString();
  for (const [form, text] of Object.entries(code.written)) {
    const data = { eventId: `${form}`, type: "wrong_code", at, reason: `entered ${text} at ${send.number}` };
    const answer = await request.post(`/api/v1/verifications/${verificationId}/events`, {
      data,
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status()).toBe(201);
    answers.push(await answer.text());
    expect(answers.at(-1)).toContain('"warnings"');
  }
}

/** What a provider says is taken whatever it holds. */
async function plantInCallbacks(request: APIRequestContext, side: ProviderSide): Promise<void> {
  const said = { rawStatus: "failed", recipient: send.number };
  const reasons = [
    ...Object.values(code.written).map((text) => `Your code ${text} could not be delivered`),
    `id:1 stat:UNDELIV err:011 text:Your code is ${code.code}`,
    ...spellingsOf(send.number).map((text) => `absent subscriber ${text}`),
  ];
  const report = async (more: Partial<Parameters<typeof callBack>[2]>) => {
    const { providerMessageId } = send;
    expect(await callBack(request, side, { providerMessageId, ...said, ...more })).toBeLessThan(300);
  };
  for (const reason of reasons) await report({ reason, errorCode: reason.slice(0, 32) });
  for (const text of spellingsOf(send.number)) {
    await report({ sender: text, providerEventId: `evt ${text}`, clientReference: text });
    await report({ providerMessageId: `WA ${text}` });
    await report({ rawStatus: `to ${text}` });
  }
  await report({ sender: send.number, recipient: "ACME" });
}

function dataDir(): string {
  const { E2E_DATA_DIR } = process.env;
  if (!E2E_DATA_DIR) throw new Error("The app of the end-to-end run is not started.");
  return E2E_DATA_DIR;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
