import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsOf, messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { type Case, listFixtures } from "@/lib/providers/fixtures/list-fixtures";
import { normalise } from "@/lib/providers/kit/normalise";
import type { DeliveryReport, Provider } from "@/lib/providers/provider";
import { rereadConnections } from "./connections";
import { receiveCallback } from "./receive-callback";

const PUBLIC = "http://callbacks.otpdesk.test";

beforeAll(() => {
  provideEnv({ PUBLIC_URL: PUBLIC });
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe.each(listFixtures().map((row) => [row.provider.id, row.provider, row.fixture] as const))(
  "each documented callback of %s",
  (_id, provider, fixture) => {
    // Questions are answered, and store nothing.
    const cases = fixture.cases.filter(({ parsed }) => !["handshake", "confirm"].includes(parsed.kind));

    it("is taken through the door and stored: its statuses, its problems, its people hidden", async () => {
      const connection = await connect(provider, fixture.secrets);
      for (const example of cases) expect([example.name, await send(example, connection)]).toEqual([example.name, 200]);
      const reports = cases.flatMap(({ parsed }) => (parsed.reports ?? []) as DeliveryReport[]);
      const said = reports.map((report) => [report.rawStatus, normalise(provider, report).status]);
      const events = await eventsOf(connection.as);
      expect(new Set(events.map((row) => `${row.raw_status} ${row.status}`))).toEqual(
        new Set(said.map((words) => words.join(" "))),
      );
      const messages = await messagesOf(connection.as);
      expect(new Set(messages.map((row) => row.provider_message_id))).toEqual(
        new Set(reports.map(({ providerMessageId }) => providerMessageId)),
      );
      for (const { recipient } of reports) if (recipient) expect(JSON.stringify(messages)).not.toContain(recipient);
      const unread = cases.filter(({ parsed }) => parsed.problems || parsed.kind === "problem");
      const kinds = (await reviewOf(connection.as)).map(({ kind }) => kind);
      if (unread.length > 0) expect(kinds).toContain("unreadable");
      else expect(kinds).not.toContain("unreadable");
      expect(kinds).not.toContain("poison");
    });

    async function send(example: Case, { key }: Connected): Promise<number> {
      const target = `/api/webhooks/${provider.id}/${key}${example.query ? `?${example.query}` : ""}`;
      const { method, contentType } = example;
      const at = new Date();
      const body = Buffer.from(example.body ?? "");
      const signed = provider.sign(
        { kind: "raw", url: PUBLIC + target, at, method, contentType, body },
        fixture.secrets,
      );
      // What signs fields adds its signature to them: to the address, where they stand there.
      const sentTarget = signed.url.slice(PUBLIC.length);
      const sent = { method: signed.method, headers: signed.headers, body: signed.body };
      const { status } = await receiveCallback({ ...sent, target: sentTarget, address: null, receivedAt: at });
      return status < 300 ? 200 : status;
    }
  },
);

type Connected = { key: string; as: { id: string; provider: "twilio"; receiptDeadlineSeconds: number } };

async function connect(provider: Provider, secrets: Record<string, string>): Promise<Connected> {
  const fields = { provider: provider.id as never, label: `Test ${randomUUID()}`, secrets };
  const { id, key } = await addConnection(fields, () => new Date());
  await rereadConnections();
  return { key, as: { id, provider: "twilio", receiptDeadlineSeconds: 300 } };
}
