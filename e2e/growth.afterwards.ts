import { type APIRequestContext, expect, test } from "@playwright/test";
import { freePort } from "@/lib/database/free-port";
import { startIngest } from "./faults/ingest-process";
import { catalogueBreaches, isWrite, PARTITIONED, rangeBreaches, statementBreaches } from "./support/growth-rules";
import { addLogin, forgetStatements, openRunDatabase, ranStatements } from "./support/ran-statements";
import { runDataDir, runKeyFiles } from "./support/run-installation";
import { callBack, connectProvider, makeApiKey, newSend, type ProviderSide, SendingApp } from "./tell-story";

const INGEST = "ingest_alone";
/** An attempt's messages may be of any month; they are read when a callback changes what the attempt counts under. */
const KNOWN = [/SELECT id, verification_id AS "verificationId"[^;]*FROM messages WHERE verification_id = ANY \(\$1/];

test("what a whole run left in the catalogue closes no door to growth", async () => {
  const { client } = await openRunDatabase(runDataDir());
  const breaches = await catalogueBreaches(client).finally(() => client.end());
  expect(breaches).toEqual([]);
});

test("ingest alone runs nothing that a pooler or a distributed database would not take", async ({
  playwright,
  baseURL,
}) => {
  test.slow();
  const { url, client } = await openRunDatabase(runDataDir());
  const ingest = await startIngest(await freePort(), {
    ...runKeyFiles(),
    DATABASE_URL: await addLogin(client, url, INGEST),
    LOG_LEVEL: "error",
  });
  const request = await playwright.request.newContext({ baseURL });
  try {
    await forgetStatements(client, INGEST);
    await tellEveryKind(request, new SendingApp(request, await makeApiKey()), ingest.url);
    // Counts that a timer writes are written at the latest when it stops.
    expect(await ingest.stop(), ingest.output).toBe(0);
    const statements = await ranStatements(client, INGEST);
    for (const table of [...Object.keys(PARTITIONED), "message_refs", "delivery_rollups", "review_items", "outbox"]) {
      expect(statements, `a statement writes ${table}`).toContainEqual(
        expect.stringContaining(`INSERT INTO ${table} `),
      );
    }
    expect(statements).toContainEqual(expect.stringMatching(/UPDATE messages m\s+SET merged_into/));
    const own = statements.filter((statement) => !KNOWN.some((known) => known.test(statement)));
    expect(own.flatMap(statementBreaches)).toEqual([]);
  } finally {
    await ingest.kill();
    await request.dispose();
    await client.end();
  }
});

test("whatever the whole run wrote or locked by months, it found by the message's id", async () => {
  const { url, client } = await openRunDatabase(runDataDir());
  const statements = await ranStatements(client, new URL(url).username).finally(() => client.end());
  const writes = statements.filter(isWrite);
  expect(writes.length).toBeGreaterThan(20);
  expect(writes.flatMap(rangeBreaches)).toEqual([]);
  expect(statements.filter((statement) => /^\s*(un)?listen\b|^\s*notify\b/i.test(statement))).toEqual([]);
});

/** Callbacks of every kind that ingest tells apart, to a process that does nothing else. */
async function tellEveryKind(request: APIRequestContext, app: SendingApp, ingestUrl: string): Promise<void> {
  const side = await connectProvider("generic-hmac");
  const send = async (report: Parameters<typeof callBack>[2], from: ProviderSide = side) => {
    const webhookUrl = new URL(new URL(from.connection.webhookUrl).pathname, ingestUrl).href;
    return callBack(request, { ...from, connection: { ...from.connection, webhookUrl } }, report);
  };
  const [stranger, known, split] = [newSend(), newSend(), newSend()];
  await app.register(side, known, { verificationId: `attempt-${known.messageId}`, sender: undefined });
  const { providerMessageId: _, ...named } = split;
  await app.register(side, named as typeof split);
  for (const { providerMessageId, number } of [stranger, known, split]) {
    const facts = { providerMessageId, recipient: number, sender: "ACME", carrier: { mccMnc: "23410", name: "Test" } };
    for (const rawStatus of ["sent", "sent", "delivered", "nobody-knows-this"]) {
      expect(await send({ ...facts, rawStatus })).toBeLessThan(300);
    }
    expect(await send({ ...facts, rawStatus: "sent", reason: "another body" })).toBeLessThan(300);
  }
  const merging = { providerMessageId: split.providerMessageId, clientReference: split.messageId };
  expect(await send({ ...merging, rawStatus: "delivered", recipient: split.number })).toBeLessThan(300);
  const stale = { ...side, secrets: { secret: "not-the-secret" } };
  expect(await send({ providerMessageId: stranger.providerMessageId, rawStatus: "sent" }, stale)).toBe(401);
}
