import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { aStep, newWorld, take, type World } from "@/e2e/support/random-steps";
import { type SendingApp, sendingApp } from "@/e2e/support/sending-app";
import { readPool } from "@/lib/db";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import type { StatusMapping } from "@/lib/ingest/apply-mapping";
import { twilio } from "@/lib/providers/twilio/twilio";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { remapStatus } from "@/lib/review/remap-status";
import { EVERYTHING } from "./change";
import { type ClaimedChange, claimChanges, settleChanges } from "./claim-changes";
import { beginReading } from "./read-changes";

const READER = "all-that-changes";
const LEASE_SECONDS = 600;
const START = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

inOwnDatabase();
beforeAll(() => beginReading(READER, [EVERYTHING], LEASE_SECONDS));

const anEvent = fc.record({
  kind: fc.constant("event" as const),
  attempt: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom("requested", "code_sent", "wrong_code", "verified", "abandoned", "blocked"),
  expiresIn: fc.option(fc.constantFrom(60, 300), { nil: undefined }),
  /** What comes late may change nothing. */
  late: fc.constantFrom(0, 0, 60),
});
const aJob = fc.record({ kind: fc.constantFrom(...(["no receipts", "closing", "mapped", "unmapped"] as const)) });
const aMoment = fc.oneof({ weight: 6, arbitrary: aStep }, { weight: 2, arbitrary: anEvent }, aJob);
type Valued<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Moment = Valued<typeof aMoment>;

describe("whoever reads of all that changes", () => {
  it("is told once of each change of what a message or an attempt says, and of nothing when it is said again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aMoment, { minLength: 12, maxLength: 28 }), async (moments) => {
        const world = newWorld(await sendingApp(), START);
        for (const [seconds, moment] of moments.entries()) {
          const before = await said();
          await happen(world, moment, seconds);
          const after = await said();
          expect(await told()).toEqual(differences(before, after));
          await happen(world, moment, seconds);
          expect(await told()).toEqual(differences(after, await said()));
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 180_000);

  it("is told of each version once where many write", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aMoment, { minLength: 20, maxLength: 40 }), async (moments) => {
        const world = newWorld(await sendingApp(), START);
        const known = await said();
        const left = [...moments.entries()].reverse();
        const write = async () => {
          for (let next = left.pop(); next; next = left.pop()) await happen(world, next[1], next[0]);
        };
        await Promise.all(Array.from({ length: 4 }, write));
        const versions: string[] = [];
        for (const [subject, { version }] of await said()) {
          for (let n = (known.get(subject)?.version ?? 0) + 1; n <= version; n += 1) versions.push(`${subject}.${n}`);
        }
        expect(await told()).toEqual(versions.sort());
      }),
      { numRuns: 6, endOnFailure: true },
    );
  }, 180_000);
});

async function happen(world: World, moment: Moment, seconds: number): Promise<void> {
  const { app } = world;
  switch (moment.kind) {
    case "event":
      return tell(world, moment, seconds);
    case "no receipts":
      return void (await noteMissingReceipts(at(seconds)));
    case "closing":
      return void (await closeVerifications(at(seconds)));
    case "mapped":
      return void (await remapStatus({ ...connectionOf(app), mappings: [MAPPING] }, MAPPING.rawStatus));
    case "unmapped":
      return void (await remapStatus({ ...connectionOf(app), mappings: [] }, MAPPING.rawStatus));
    default:
      return take(world, moment, seconds);
  }
}

async function tell(
  { app, prefix }: World,
  { attempt, type, expiresIn, late }: Valued<typeof anEvent>,
  seconds: number,
): Promise<void> {
  const happened = seconds - late;
  const codeExpiresAt = expiresIn === undefined ? undefined : at(happened + expiresIn).toISOString();
  const event = { eventId: `${prefix}-${attempt}-${seconds}`, type, at: at(happened).toISOString(), codeExpiresAt };
  const input = VerificationEventInput.parse(event);
  await recordVerificationEvents(app.apiKey, `${prefix}-attempt-${attempt}`, [input], () => at(seconds + 1));
}

const MAPPING: StatusMapping = {
  connectionId: null,
  rawStatus: "teleported",
  errorCode: null,
  reason: null,
  status: "delivered",
  isFinal: true,
  failureCategory: null,
  version: 1,
};

function connectionOf({ connection }: SendingApp) {
  return { id: connection.id, adapter: twilio as never };
}

type Said = Map<string, { version: number; text: string }>;

/** What the tables say of each message and attempt, as far as a reader is to know when it changes. */
async function said(): Promise<Said> {
  const { rows } = await readPool().query<{ id: string; version: number; text: string }>(SAID);
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
}

function differences(before: Said, after: Said): string[] {
  return [...after]
    .filter(([id, { text }]) => before.get(id)?.text !== text)
    .map(([id, { version }]) => `${id}.${version}`)
    .sort();
}

async function told(): Promise<string[]> {
  const all: ClaimedChange[] = [];
  for (let more = await claim(); more.length > 0; more = await claim()) {
    await settleChanges(READER, more);
    all.push(...more);
  }
  return all.map(({ id }) => id).sort();
}

function claim(): Promise<ClaimedChange[]> {
  return claimChanges(READER, 100, 60);
}

const SAID = `
  SELECT id, version, ROW(status, is_final, conflicting, partial, error_code, failure_category, decided_by, first_event_at,
         delivered_at, last_event_at, awaits_receipt, channel, sender_identity, registered_at, verification_id,
         merged_into)::text AS text
    FROM messages
   UNION ALL
  SELECT id, version, ROW(state, inferred, wrong_codes, requested_at, verified_at, verified_channel, closed_at,
         code_expires_at, last_event_at)::text
    FROM verifications`;
