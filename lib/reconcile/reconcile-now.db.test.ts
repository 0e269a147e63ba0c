import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { askOnLoopback, eventsOf, messageOf, said, server } from "@/e2e/support/asked-provider";
import { addPolled, sendOver } from "@/e2e/support/polled-connection";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { env } from "@/lib/env";
import { checkDrift } from "@/lib/ledger/check-drift";
import { pollDue } from "./poll-due";
import { reconcileNow } from "./reconcile-now";

vi.mock("@/lib/http/send-request", async (original) => {
  const client = await original<typeof import("@/lib/http/send-request")>();
  return {
    ...client,
    sendRequest: (...given: Parameters<typeof client.sendRequest>) => server.lead(client.sendRequest)(...given),
  };
});

askOnLoopback();

describe("several at once", () => {
  it("never ask about a message twice, and together keep the pace", async () => {
    const connection = await addPolled();
    await sendOver(connection, 11, 6);
    server.answer = (path) => ({ ...said("delivered")(path), afterMs: 50 });
    const began = Date.now();
    await Promise.all(Array.from({ length: 3 }, () => reconcileNow({ connection: connection.key })));
    const paths = server.asked.map(({ path }) => path);
    expect(paths).toHaveLength(11);
    expect(new Set(paths).size).toBe(11);
    expect(Date.now() - began).toBeGreaterThan(1_900);
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ messages: 11, drifts: [] });
  });

  it("in two processes as well", { timeout: 120_000 }, async () => {
    const connection = await addPolled();
    const messages = await sendOver(connection, 8, 6);
    server.answer = (path) => ({ ...said("delivered")(path), afterMs: 100 });
    const done = await Promise.all([inAnotherProcess(connection.key), inAnotherProcess(connection.key)]);
    expect(done.reduce((sum, { news }) => sum + news, 0)).toBe(8);
    expect(server.asked.map(({ path }) => path).sort()).toEqual(messages.map(({ ref }) => `/messages/${ref}`).sort());
    for (const { id } of messages)
      expect(await eventsOf(id)).toMatchObject([{ status: "delivered", duplicateCount: 0 }]);
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ messages: 8, drifts: [] });
  });
});

describe("the job", () => {
  it("ends at once where nobody is to be asked, and in time where somebody is", async () => {
    expect(await pollDue({ until: new Date(Date.now() + 60_000) })).toEqual({
      news: 0,
      known: 0,
      not_found: 0,
      failed: 0,
    });
    const connection = await addPolled();
    await sendOver(connection, 2, 6);
    server.answer = said("delivered");
    const stopping = new AbortController();
    const running = pollDue({ until: new Date(Date.now() + 60_000), stopping: stopping.signal });
    await vi.waitFor(() => expect(server.asked).toHaveLength(2), 5_000);
    stopping.abort();
    expect(await running).toMatchObject({ news: 2 });
  });
});

describe("reconciling since a time", () => {
  it("asks about all that has no end, whatever its times are", async () => {
    const connection = await addPolled("otpiq", { apiKey: "k" });
    const old = await sendOver(connection, 2, 7_200);
    const young = await sendOver(connection, 2, 10);
    await noteMissingReceipts(new Date());
    server.answer = (path) => ({ body: { smsId: path.split("/").at(-1), status: "delivered", isFinalStatus: true } });
    const since = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    expect(await reconcileNow({ connection: connection.key, since: since(1) })).toMatchObject([{ news: 2, left: 0 }]);
    expect(await reconcileNow({ connection: connection.key, since: since(3) })).toMatchObject([{ news: 2, left: 0 }]);
    for (const { id } of [...old, ...young]) expect(await messageOf(id)).toMatchObject({ status: "delivered" });
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ drifts: [] });
  });

  it("says why a connection cannot be asked", async () => {
    await expect(reconcileNow({ connection: "nobody" })).rejects.toThrow("no connection");
    const unasked = await addPolled("msg91", {});
    await expect(reconcileNow({ connection: unasked.key })).rejects.toThrow("MSG91 cannot be asked");
    const lacking = await addPolled("otpiq", { webhookSecret: "w" });
    await expect(reconcileNow({ connection: lacking.key })).rejects.toThrow("holds no credentials");
  });
});

function inAnotherProcess(key: string): Promise<{ news: number }> {
  const script = fileURLToPath(new URL("./fixtures/reconcile-in-process.ts", import.meta.url));
  const variables = { DATABASE_URL: env().DATABASE_URL, OUTGOING_PRIVATE_RANGES: "127.0.0.0/8", LOG_LEVEL: "silent" };
  const options = { env: { ...process.env, ...variables } as NodeJS.ProcessEnv };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["--import", "tsx", script, key, server.origin], options, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout)),
    );
  });
}
