import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb, db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { type Case, listFixtures } from "@/lib/providers/fixtures/list-fixtures";
import { normalise } from "@/lib/providers/kit/normalise";
import type { DeliveryReport, Provider, WebhookRequest } from "@/lib/providers/provider";
import { publicUrl } from "@/lib/public-url";
import { resolveMessageIds } from "@/lib/stories/resolve-message-ids";
import { drainIngest, handleCallback } from "./callback-door";

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer(handleCallback).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provideEnv({ PUBLIC_URL: "http://callbacks.otpdesk.test" });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await drainIngest();
  await closeIngestPool();
  await closeDb();
});

const lists = listFixtures();
const documented = (kind: string) =>
  lists.flatMap(({ provider, fixture }) =>
    fixture.cases
      .filter(({ parsed }) => parsed.kind === kind)
      .map((example) => [`${provider.id}: ${example.name}`, provider, fixture.secrets, example] as const),
  );

it.each(documented("reports"))(
  "%s, posted as documented, is stored as it says",
  async (_name, provider, secrets, example) => {
    const connection = await connect(provider, secrets);
    expect(await postExample(provider, secrets, example, connection.url)).toBeLessThan(300);
    const reports = (example.parsed.reports as Written[]).map(withTime);
    for (const id of new Set(reports.map(({ providerMessageId }) => providerMessageId))) {
      const said = reports.filter(({ providerMessageId }) => providerMessageId === id);
      await expectStored(provider, connection.id, said);
    }
    expect(await unread(connection.id)).toEqual(example.parsed.problems ? ["unreadable"] : []);
  },
);

it.each(documented("problem"))("%s, posted, waits in the review queue", async (_name, provider, secrets, example) => {
  const connection = await connect(provider, secrets);
  expect(await postExample(provider, secrets, example, connection.url)).toBeLessThan(300);
  expect(await unread(connection.id)).toEqual(["unreadable"]);
});

it.each(lists.map(({ provider, fixture }) => [provider.id, provider, fixture.secrets] as const))(
  "%s: every status that it knows is stored with its category",
  async (_id, provider, secrets) => {
    const { id, url } = await connect(provider, secrets);
    for (const [index, rawStatus] of Object.keys(provider.statuses).entries()) {
      const errorCode = provider.failures?.[rawStatus]?.codes[0];
      const example = {
        ...({ kind: "report", url, at: new Date(), providerMessageId: `made-${index}`, rawStatus, errorCode } as const),
        ...{ recipient: "+447700900123", sender: "+447700900999", channel: "sms" as const },
      };
      const signed = provider.sign(example, secrets);
      expect(await post(signed)).toBeLessThan(300);
      const parsed = provider.parse(signed);
      if (parsed.kind !== "reports") throw new Error(parsed.kind);
      expect(parsed.reports[0]?.rawStatus.toLowerCase()).toBe(rawStatus);
      await expectStored(provider, id, parsed.reports);
    }
  },
);

/** As it stands in a fixture: times as text. */
type Written = Omit<DeliveryReport, "providerOccurredAt"> & { providerOccurredAt?: string };

function withTime({ providerOccurredAt, ...report }: Written): DeliveryReport {
  return providerOccurredAt ? { ...report, providerOccurredAt: new Date(providerOccurredAt) } : report;
}

async function connect(provider: Provider, secrets: Record<string, string>): Promise<{ id: string; url: string }> {
  const label = `Documented ${randomUUID()}`;
  const { id, key } = await addConnection({ provider: provider.id, label, secrets }, () => new Date());
  return { id, url: `${publicUrl()}/api/webhooks/${provider.id}/${key}` };
}

function postExample(provider: Provider, secrets: Record<string, string>, example: Case, address: string) {
  const { query, method, contentType, body = "" } = example;
  const url = address + (query ? `?${query}` : "");
  const callback = { kind: "raw", url, at: new Date(), method, contentType, body: Buffer.from(body) } as const;
  return post(provider.sign(callback, secrets));
}

/** What of a connection's callbacks was not understood, by kind. */
async function unread(connectionId: string): Promise<string[]> {
  const items = await db().reviewItem.findMany({ where: { connectionId, kind: { in: ["unreadable", "poison"] } } });
  return [...new Set(items.map(({ kind }) => kind))];
}

async function post({ url, method, headers, body }: WebhookRequest): Promise<number> {
  const init = { method, headers, body: method === "GET" ? undefined : new Uint8Array(body) };
  return (await fetch(base + url.slice(url.indexOf("/", 9)), init)).status;
}

/** The reports of one message: an event each; where it is one alone, the message says the same. */
async function expectStored(provider: Provider, connectionId: string, said: DeliveryReport[]): Promise<void> {
  const [report] = said;
  if (!report) throw new Error("no report");
  const { providerMessageId } = report;
  const message = await db().message.findFirstOrThrow({ where: { connectionId, providerMessageId } });
  expect(await resolveMessageIds(providerMessageId)).toContainEqual({ id: message.id, by: "provider_id" });
  const events = await db().messageEvent.findMany({ where: { messageId: message.id } });
  expect(sorted(events.map(factsOf))).toEqual(sorted(said.map((one) => expectedFacts(provider, one))));
  if (said.length > 1) return;
  const [event] = events;
  // A failure that is not the last word leaves the message on its way.
  const isAttempt = event !== undefined && !event.isFinal && event.failureCategory !== null;
  const [status, failureCategory] = isAttempt ? ["sent", null] : [event?.status, event?.failureCategory];
  expect(message).toMatchObject({
    ...{ origin: "callback", channel: report.channel ?? "sms", destinationCountry: countryOf(report.recipient) },
    ...{ status, failureCategory, parts: report.parts ?? null },
    ...{ carrierMccMnc: report.carrier?.mccMnc ?? null, carrierName: report.carrier?.name ?? null },
    currency: report.price?.currency ?? null,
  });
  expect(message.price?.toNumber()).toBe(report.price && Number(report.price.amount));
}

function expectedFacts(provider: Provider, report: DeliveryReport) {
  const { mapped, partial: _, ...read } = normalise(provider, report);
  expect(mapped).toBe(true);
  const { rawStatus, errorCode = null, sender = null, providerOccurredAt } = report;
  return { ...read, rawStatus, errorCode, sender, occurredAt: providerOccurredAt?.toISOString() };
}

type Event = Awaited<ReturnType<ReturnType<typeof db>["messageEvent"]["findMany"]>>[number];

function factsOf({ status, isFinal, failureCategory, saidBy, rawStatus, errorCode, sender, ...event }: Event) {
  // A time that it had happened by at the latest is none of the provider's.
  const occurredAt = event.timeNote ? undefined : event.providerOccurredAt?.toISOString();
  return { status, isFinal, failureCategory, saidBy, rawStatus, errorCode, sender, occurredAt };
}

function sorted<T>(facts: T[]): T[] {
  return facts.sort((left, right) => JSON.stringify(left).localeCompare(JSON.stringify(right)));
}

/** The documented numbers are of few countries. */
function countryOf(recipient: string | undefined): string | null {
  if (recipient === undefined) return null;
  const found = (["US", "GB", "IN"] as const).find((country) => NUMBERS[country].test(recipient));
  if (!found) throw new Error(`A number of none of them: ${recipient}`);
  return found;
}

const NUMBERS = { US: /^\+?1\d{10}$/, GB: /^\+?447\d{9}$/, IN: /^\+?915555\d{6}$/ };
