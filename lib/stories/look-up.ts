import { db } from "@/lib/db";
import { explainReading, readPhone } from "@/lib/delivery/recipient/read-phone";
import { parseRecipient } from "@/lib/delivery/recipient/recipient";
import { hashRecipientAllKeys } from "@/lib/privacy/hash-recipient";
import { dataHorizon } from "./data-horizon";
import { verificationAsTyped } from "./find-verification";
import {
  type Attempt,
  attemptsOf,
  findNewestAttempt,
  hasOneRecipient,
  listAttempts,
  type Person,
} from "./list-attempts";
import { resolveMessageIds } from "./resolve-message-ids";

export const READ_AS = [
  "phone",
  "address",
  "user_ref",
  "message_id",
  "provider_message_id",
  "app_message_id",
  "verification_id",
] as const;
export type ReadAs = (typeof READ_AS)[number];

/** One way to understand what was typed, in words that do not repeat it. */
export type Reading = { as: ReadAs; explanation: string };

/** A person or an attempt to choose from: the newest attempt stands for the person's others. */
export type LookUpMatch = Attempt & { readAs: ReadAs; attemptCount: number };

export type LookUp =
  | { kind: "one"; storyId: string; readAs: ReadAs }
  | { kind: "many"; readings: Reading[]; matches: LookUpMatch[]; hasMore: boolean }
  | { kind: "none"; readings: Reading[]; oldestDataAt: Date | null; lastCallbackAt: Date | null };

const MAX_LENGTH = 320;
const MAX_MATCHES = 20;

/**
 * Takes whatever an agent was told: a number in any format, a user id, any id of a message or attempt. One
 * person or message leads straight to the story (a person's newest). What was typed is never given back.
 */
export async function lookUp(text: string, options: { defaultCountries: readonly string[] }): Promise<LookUp> {
  const typed = text.trim().slice(0, MAX_LENGTH + 1);
  if (typed === "" || typed.length > MAX_LENGTH || /\p{Cc}/u.test(typed)) return nothing([]);
  const people = readPeople(typed, options.defaultCountries);
  const isId = !/\s/.test(typed);
  const found: Found[][] = await Promise.all([
    ...people.map(({ as, normalised }) => newestOfRecipient(as, normalised)),
    attemptsOfUser(typed),
    isId ? messagesNamed(typed) : [],
    isId ? verificationsNamed(typed) : [],
  ]);
  const matches = distinct(found.flat());
  const [only] = matches;
  const readings = [...people.map(({ as, explanation }) => ({ as, explanation })), ...idReadings(isId)];
  if (!only) return nothing(readings);
  if (matches.length === 1) return { kind: "one", storyId: only.storyId, readAs: only.readAs };
  const shown = await Promise.all(matches.slice(0, MAX_MATCHES).map(counted));
  return { kind: "many", readings, matches: shown, hasMore: matches.length > MAX_MATCHES };
}

async function nothing(readings: Reading[]): Promise<LookUp> {
  return { kind: "none", readings, ...(await dataHorizon()) };
}

function readPeople(typed: string, countries: readonly string[]): (Reading & { normalised: string })[] {
  const phones = readPhone(typed, countries);
  if (phones.length > 0)
    return phones.map((phone) => ({ as: "phone", normalised: phone.normalised, explanation: explainReading(phone) }));
  const parsed = typed.includes("@") ? parseRecipient(typed) : null;
  if (!parsed?.ok) return [];
  const explanation = parsed.kind === "email" ? "An email address." : "A handle.";
  return [{ as: "address", normalised: parsed.normalised, explanation }];
}

function idReadings(isId: boolean): Reading[] {
  const user: Reading = { as: "user_ref", explanation: "A user id of the app." };
  if (!isId) return [user];
  return [
    user,
    { as: "provider_message_id", explanation: "A provider's message id, or an id of a message of ours or of the app." },
    { as: "verification_id", explanation: "An id of a verification." },
  ];
}

/** A match whose attempts are counted only where it stands beside others. */
type Found = Attempt & { readAs: ReadAs; attemptCount: number | Person };

function newestOfRecipient(readAs: ReadAs, normalised: string): Promise<Found[]> {
  return newestOf(readAs, { hashes: hashRecipientAllKeys(normalised).map(({ hash }) => hash) });
}

async function newestOf(readAs: ReadAs, person: Person): Promise<Found[]> {
  const newest = await findNewestAttempt(person);
  return newest ? [{ ...newest, readAs, attemptCount: person }] : [];
}

async function counted({ attemptCount, ...match }: Found): Promise<LookUpMatch> {
  const count = typeof attemptCount === "number" ? attemptCount : (await listAttempts(attemptCount)).length;
  return { ...match, attemptCount: count };
}

/** A user with several recipients: one match each, for they may be several people. */
async function attemptsOfUser(userRef: string): Promise<Found[]> {
  const hasOne = await hasOneRecipient(userRef);
  if (hasOne === null) return [];
  if (hasOne) return newestOf("user_ref", { userRef });
  const attempts = await listAttempts({ userRef });
  const recipients = new Set(attempts.map(({ recipientMasked }) => recipientMasked));
  return [...recipients].flatMap((mask) =>
    matchesOf(
      "user_ref",
      attempts.filter(({ recipientMasked }) => recipientMasked === mask),
    ),
  );
}

function matchesOf(readAs: ReadAs, attempts: readonly Attempt[]): LookUpMatch[] {
  const [newest] = attempts;
  return newest ? [{ ...newest, readAs, attemptCount: attempts.length }] : [];
}

async function messagesNamed(typed: string): Promise<LookUpMatch[]> {
  const named = await resolveMessageIds(typed);
  if (named.length === 0) return [];
  const rows = await db().message.findMany({ where: { id: { in: named.map(({ id }) => id) }, mergedInto: null } });
  const matches = await Promise.all(
    rows.map(async (row) => {
      const by = named.find(({ id }) => id === row.id)?.by ?? "our_id";
      return matchesOf(READ_AS_NAMED[by], await attemptsOf([row], []));
    }),
  );
  return matches.flat();
}

const READ_AS_NAMED = {
  our_id: "message_id",
  app_id: "app_message_id",
  provider_id: "provider_message_id",
} as const satisfies Record<Awaited<ReturnType<typeof resolveMessageIds>>[number]["by"], ReadAs>;

async function verificationsNamed(typed: string): Promise<LookUpMatch[]> {
  const row = await verificationAsTyped(typed);
  return row ? matchesOf("verification_id", await attemptsOf([], [row])) : [];
}

/** One line per story, newest first. */
function distinct(matches: readonly Found[]): Found[] {
  const byStory = new Map<string, Found>();
  for (const match of matches) if (!byStory.has(match.storyId)) byStory.set(match.storyId, match);
  return [...byStory.values()].sort((a, b) => b.at.getTime() - a.at.getTime());
}
