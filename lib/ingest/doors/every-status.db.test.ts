import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb, db } from "@/lib/db";
import {
  VERIFICATION_STATES,
  type VerificationEventType,
  type VerificationState,
} from "@/lib/delivery/fold/verification-event";
import { provideEnv } from "@/lib/env";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { type Case, listFixtures } from "@/lib/providers/fixtures/list-fixtures";
import { normalise } from "@/lib/providers/kit/normalise";
import type { DeliveryReport, Provider, WebhookRequest } from "@/lib/providers/provider";
import type { ProviderVerificationEvent } from "@/lib/providers/verification-service";
import { publicUrl } from "@/lib/public-url";
import { findVerification } from "@/lib/stories/find-verification";
import { lookUp } from "@/lib/stories/look-up";
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

it.each([...documented("verification"), ...documented("several")])(
  "%s, posted as documented, is stored as what became of its attempt",
  async (_name, provider, secrets, example) => {
    const connection = await connect(provider, secrets);
    expect(await postExample(provider, secrets, example, connection.url)).toBeLessThan(300);
    const parts = (example.parsed.parts ?? [example.parsed]) as { kind: string; events?: WrittenEvent[] }[];
    await expectEvents(
      connection.id,
      provider,
      parts.flatMap(({ events = [] }) => events),
    );
    const reports = parts.flatMap((part) => ((part as { reports?: Written[] }).reports ?? []).map(withTime));
    for (const report of reports) {
      await expectStored(provider, connection.id, [report]);
      const message = await db().message.findFirstOrThrow({ where: { connectionId: connection.id } });
      const attempt = await findVerification(report.providerVerificationId ?? "");
      expect(message.verificationId).toBe(attempt?.verification.id);
    }
    const isOdd = parts.some((part) => "problems" in part);
    expect(await unread(connection.id)).toEqual(isOdd ? ["unreadable"] : []);
  },
);

it.each(lists.filter(({ provider }) => provider.verifications).map((one) => [one.provider.id, one] as const))(
  "%s: every word that it has for what becomes of an attempt is stored as what it says",
  async (_id, { provider, fixture: { secrets } }) => {
    const { id, url } = await connect(provider, secrets);
    const at = new Date(Date.now() - 60_000);
    for (const [rawStatus, type] of Object.entries(provider.verifications?.statuses ?? {})) {
      const providerVerificationId = `VE-${rawStatus}-${randomUUID()}`;
      const example = { url, at, providerVerificationId, rawStatus, providerOccurredAt: at };
      const signed = provider.verifications?.sign(example, secrets);
      if (!signed) throw new Error("no verification service");
      expect(await post(signed)).toBeLessThan(300);
      const found = await lookUp(providerVerificationId, { defaultCountries: [] });
      const stored = await findVerification(providerVerificationId);
      expect(found).toMatchObject({ kind: "one", readAs: "verification_id", storyId: stored?.verification.id });
      const { state, origin, externalId } = stored?.verification ?? {};
      expect({ state, origin, externalId }).toEqual({ state: STATES[type], origin: "callback", externalId: null });
      expect(stored?.events).toContainEqual(expect.objectContaining({ type, rawStatus, reportedBy: provider.name }));
      expect(stored?.verification.providerVerificationIds.map((one) => one.id)).toEqual([providerVerificationId]);
    }
    expect(await unread(id)).toEqual([]);
  },
);

/** What an attempt is of which nothing else is known. */
const STATES: Partial<Record<VerificationEventType, VerificationState>> = {
  requested: "requested",
  verified: "verified",
  expired: "expired",
  abandoned: "abandoned",
  failed: "failed",
  blocked: "blocked",
};

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

type WrittenEvent = Omit<ProviderVerificationEvent, "providerOccurredAt" | "codeExpiresAt"> & {
  providerOccurredAt?: string;
  codeExpiresAt?: string;
};

/** Of the one attempt that a documented callback is about. */
async function expectEvents(connectionId: string, { name }: Provider, said: WrittenEvent[]): Promise<void> {
  const [{ providerVerificationId, recipient }] = said as [WrittenEvent];
  const ref = await db().verificationRef.findFirstOrThrow({
    where: { namespace: `provider:${connectionId}`, ref: providerVerificationId },
  });
  const attempt = (await findVerification(ref.verificationId)) as NonNullable<
    Awaited<ReturnType<typeof findVerification>>
  >;
  const facts = attempt.events.map(({ type, rawStatus, channel, reportedBy, ...event }) => ({
    ...{ type, rawStatus, channel, reportedBy, codeExpiresAt: event.codeExpiresAt?.toISOString() },
    at: event.at.getTime() === event.receivedAt.getTime() ? undefined : event.at.toISOString(),
  }));
  const expected = said.map(({ type, rawStatus, channel = null, codeExpiresAt, providerOccurredAt }) => {
    return { type, rawStatus, channel, codeExpiresAt, at: providerOccurredAt, reportedBy: name };
  });
  expect(sorted(facts)).toEqual(sorted(expected));
  const rank = Math.max(...said.map(({ type }) => VERIFICATION_STATES.indexOf(STATES[type] ?? "requested")));
  const { state, verifiedAt, destinationCountry } = attempt.verification;
  expect({ state, destinationCountry }).toEqual({
    state: said.some(({ type }) => type === "wrong_code") && rank < 1 ? "checking" : VERIFICATION_STATES[rank],
    destinationCountry: countryOf(recipient),
  });
  const verified = said.find(({ type }) => type === "verified");
  if (verified?.providerOccurredAt) expect(verifiedAt?.toISOString()).toBe(verified.providerOccurredAt);
  else expect(verifiedAt === null).toBe(verified === undefined);
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
