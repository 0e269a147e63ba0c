import { db } from "@/lib/db";
import { plainText } from "@/lib/delivery/recipient/plain-text";
import { type Ignored, type PastedRecipient, readPaste } from "@/lib/delivery/recipient/read-paste";
import { explainReading, withTwins } from "@/lib/delivery/recipient/read-phone";
import { hashRecipientAllKeys } from "@/lib/privacy/hash-recipient";
import { dataHorizon } from "./data-horizon";
import { type CodeNote, explainCodes } from "./explain-codes";
import { verificationAsTyped } from "./find-verification";
import { knownNames } from "./known-names";
import {
  type Attempt,
  attemptsOf,
  findNewestAttempt,
  hasOneRecipient,
  listAttempts,
  type Person,
  usersOfRecipient,
} from "./list-attempts";
import { LONGEST_NAME, pastedNames } from "./pasted-names";
import { resolveMessageIds } from "./resolve-message-ids";

export const READ_AS = [
  "phone",
  "address",
  "user_ref",
  "message_id",
  "provider_message_id",
  "app_message_id",
  "verification_id",
  "action_id",
] as const;
export type ReadAs = (typeof READ_AS)[number];

/** One way to understand what was typed, in words that do not repeat it. */
export type Reading = { as: ReadAs; explanation: string };

/** A person or an attempt to choose from: the newest attempt stands for the person's others. */
export type LookUpMatch = Attempt & { readAs: ReadAs; attemptCount: number };

/** How a text was understood. What of it was not read is named by its kind. */
export type Understanding = { readings: Reading[]; ignored: Ignored[] };

export type LookUp =
  | { kind: "one"; storyId: string; readAs: ReadAs }
  | (Understanding & { kind: "many"; matches: LookUpMatch[]; hasMore: boolean })
  | { kind: "codes"; codes: CodeNote[] }
  | (Understanding & { kind: "none"; oldestDataAt: Date | null; lastCallbackAt: Date | null });

/** A log line with its JSON; a screen of it is no question. */
const MAX_LENGTH = 2_000;
/** Numbers and addresses of one paste that are looked up. */
const MAX_PEOPLE = 10;
const MAX_MATCHES = 20;
/** Ids of one paste that are looked up in full. */
const MAX_NAMES = 6;

/** Takes whatever an agent was told. What was typed is never given back. */
export async function lookUp(text: string, options: { defaultCountries: readonly string[] }): Promise<LookUp> {
  return (await lookUpTyped(readTyped(text, options))).answer;
}

/** What was typed, read as far as that goes before anything is looked for; empty where it is no question. */
export type Typed = { text: string; people: PersonReading[][]; ignored: Ignored[]; isWhole: boolean };

export function readTyped(given: string, options: { defaultCountries: readonly string[] }): Typed {
  const text = plainEnough(given.slice(0, MAX_LENGTH + 1));
  if (text === "" || text.length > MAX_LENGTH) return { text: "", people: [], ignored: [], isWhole: false };
  const { recipients, ignored, isWhole } = readPaste(text, options.defaultCountries);
  const [people, beyond] = [recipients.slice(0, MAX_PEOPLE).map(readingsOf), recipients.slice(MAX_PEOPLE).length];
  return { text, people, ignored: beyond > 0 ? [...ignored, { what: "people", count: beyond }] : ignored, isWhole };
}

/** `misses`: of how many of the things asked about nothing is known. `only`: the one match, where there is one. */
export type LookUpOutcome = { answer: LookUp; misses: number; only: Attempt | null };

/**
 * A number in any format, a user id, any id of a message or attempt, alone or in whatever it was pasted with. One
 * person or message leads straight to the story (a person's newest).
 */
export async function lookUpTyped({ text, people, ignored, isWhole }: Typed): Promise<LookUpOutcome> {
  if (text === "") return { answer: await nothing({ readings: [], ignored: [] }), misses: 0, only: null };
  const isId = !/\s/.test(text);
  const [whole, named] = await Promise.all([
    isWhole ? foundPeople(people) : [],
    text.length <= LONGEST_NAME ? foundByName(text, isId) : [],
  ]);
  const exact = [...whole.flat(), ...named];
  const inside = exact.length > 0 ? [] : await findInside(text, isWhole ? [] : people);
  const matches = distinct([...exact, ...inside.flat()]);
  const [first] = matches;
  const readings = [...people.flat().map(({ as, explanation }) => ({ as, explanation })), ...idReadings(text, isId)];
  const understood = { readings, ignored };
  if (!first) {
    const answer = explained(text) ?? (await nothing(understood));
    return { answer, misses: Math.max(1, people.length), only: null };
  }
  const misses = inside.filter((found) => found.length === 0).length;
  if (matches.length === 1) {
    return { answer: { kind: "one", storyId: first.storyId, readAs: first.readAs }, misses, only: first };
  }
  const shown = await Promise.all(matches.slice(0, MAX_MATCHES).map(counted));
  const answer = { ...understood, kind: "many", matches: shown, hasMore: matches.length > MAX_MATCHES } as const;
  return { answer, misses, only: null };
}

/** What PostgreSQL cannot hold, and no id has, goes; all else stays for ids that are what they look like. */
function plainEnough(text: string): string {
  return /\p{Cc}/u.test(text) ? plainText(text) : text.trim();
}

/** An id says more precisely what is meant than a number beside it. */
async function findInside(typed: string, people: readonly PersonReading[][]): Promise<Found[][]> {
  const known = (await knownNames(pastedNames(typed))).slice(0, MAX_NAMES);
  const named = await Promise.all(known.flatMap((name) => [foundByName(name, true), actionsNamed(name)]));
  return named.flat().length > 0 ? [named.flat()] : foundPeople(people);
}

function explained(typed: string): LookUp | null {
  const codes = explainCodes(typed);
  return codes.length > 0 ? { kind: "codes", codes } : null;
}

async function nothing(understood: Understanding): Promise<LookUp> {
  return { ...understood, kind: "none", ...(await dataHorizon()) };
}

type PersonReading = Reading & { normalised: string };

function readingsOf(recipient: PastedRecipient): PersonReading[] {
  if (recipient.kind === "phone") {
    return withTwins(recipient.readings).map((phone) => ({
      as: "phone",
      normalised: phone.normalised,
      explanation: explainReading(phone),
    }));
  }
  const explanation = recipient.kind === "email" ? "An email address." : "A handle.";
  return [{ as: "address", normalised: recipient.normalised, explanation }];
}

function idReadings(typed: string, isId: boolean): Reading[] {
  if (typed.length > LONGEST_NAME) return [];
  const user: Reading = { as: "user_ref", explanation: "A user id of the app." };
  if (!isId)
    return [
      user,
      { as: "provider_message_id", explanation: "Each id in it: of a user, a message, an attempt or an action." },
    ];
  return [
    user,
    { as: "provider_message_id", explanation: "A provider's message id, or an id of a message of ours or of the app." },
    { as: "verification_id", explanation: "An id of a verification." },
    { as: "action_id", explanation: "An id of an action of the product." },
  ];
}

/** Of each person what their number or address leads to, by any reading of it. */
function foundPeople(people: readonly PersonReading[][]): Promise<Found[][]> {
  const foundPerson = (readings: PersonReading[]) =>
    Promise.all(readings.map(({ as, normalised }) => newestOfRecipient(as, normalised)));
  return Promise.all(people.map(async (readings) => (await foundPerson(readings)).flat()));
}

async function foundByName(name: string, isId: boolean): Promise<Found[]> {
  const found = await Promise.all([
    attemptsOfUser(name),
    isId ? messagesNamed(name) : [],
    isId ? verificationsNamed(name) : [],
  ]);
  return found.flat();
}

/** A match whose attempts are counted only where it stands beside others. */
type Found = Attempt & { readAs: ReadAs; attemptCount: number | Person };

/** A recipient with several users: one match each, and one for what the app named no user of. */
async function newestOfRecipient(readAs: ReadAs, normalised: string): Promise<Found[]> {
  const hashes = hashRecipientAllKeys(normalised).map(({ hash }) => hash);
  const users = await usersOfRecipient(hashes);
  if (users.length < 2) return newestOf(readAs, { hashes });
  return newestOfEach(readAs, await listAttempts({ hashes }), ({ userRef }) => userRef);
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
  return newestOfEach("user_ref", await listAttempts({ userRef }), ({ recipient }) => recipient);
}

/** Attempts of one thing may be several people's: told apart by the other thing that is known of them. */
function newestOfEach(
  readAs: ReadAs,
  attempts: readonly Attempt[],
  otherThing: (attempt: Attempt) => string | null,
): LookUpMatch[] {
  const people = new Map<string | null, Attempt[]>();
  for (const attempt of attempts)
    people.set(otherThing(attempt), [...(people.get(otherThing(attempt)) ?? []), attempt]);
  return [...people.values()].flatMap((theirs) => matchesOf(readAs, theirs));
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

/** An action may have had several codes, of several attempts. */
async function actionsNamed(actionId: string): Promise<LookUpMatch[]> {
  const where = { actionId, mergedInto: null };
  const rows = await db().message.findMany({ where, orderBy: { id: "desc" }, take: MAX_MATCHES + 1 });
  return (await attemptsOf(rows, [])).flatMap((attempt) => matchesOf("action_id", [attempt]));
}

/** One line per story, newest first. */
function distinct(matches: readonly Found[]): Found[] {
  const byStory = new Map<string, Found>();
  for (const match of matches) if (!byStory.has(match.storyId)) byStory.set(match.storyId, match);
  return [...byStory.values()].sort((a, b) => b.at.getTime() - a.at.getTime());
}
