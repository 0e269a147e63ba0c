import { readPool } from "@/lib/db";
import { firstIdAt } from "@/lib/ids";
import { open } from "@/lib/privacy/seal";

/** Whom and what the reads ask for: chance picks, so that hardly any read comes upon what another has warmed up. */
export type Subjects = {
  people: { number: string; userRef: string }[];
  messages: SampledMessage[];
};
type SampledMessage = {
  id: string;
  verificationId: string;
  appMessageId: string;
  providerMessageId: string;
  countedAt: Date;
  connectionId: string;
  country: string;
  template: string;
};

const DAY_MS = 86_400_000;
const LOOKED_BACK_MS = 80 * DAY_MS;

export async function sampleSubjects(count: number, now: Date): Promise<Subjects> {
  return {
    people: await samplePeople(count),
    messages: await sampleMessages(count, now),
  };
}

async function samplePeople(count: number): Promise<Subjects["people"]> {
  const { rows } = await readPool().query<{ userRef: string; ciphertext: Buffer; cryptoId: string }>(PEOPLE, [count]);
  return rows.map(({ userRef, ciphertext, cryptoId }) => ({
    userRef,
    number: open(ciphertext, "recipient", cryptoId).toString("utf8"),
  }));
}

/** The next registered message after a moment by chance: what is sent often is asked for often. */
async function sampleMessages(count: number, now: Date): Promise<SampledMessage[]> {
  const messages: SampledMessage[] = [];
  while (messages.length < count) {
    const at = new Date(now.getTime() - DAY_MS - Math.random() * LOOKED_BACK_MS);
    const { rows } = await readPool().query<SampledMessage>(NEXT_MESSAGE, [firstIdAt(at)]);
    messages.push(...rows);
  }
  return messages;
}

const PEOPLE = `
  SELECT user_ref AS "userRef", ciphertext, crypto_id AS "cryptoId"
    FROM (SELECT * FROM bench.people ORDER BY random() LIMIT 4 * $1::int) AS p
   WHERE EXISTS (SELECT FROM messages m WHERE m.user_ref = p.user_ref) LIMIT $1`;
const NEXT_MESSAGE = `
  SELECT id, verification_id AS "verificationId", app_message_id AS "appMessageId",
         provider_message_id AS "providerMessageId", counted_at AS "countedAt", connection_id AS "connectionId",
         destination_country AS country,
         template_key AS template
    FROM messages
   WHERE id > $1 AND verification_id IS NOT NULL AND app_message_id IS NOT NULL AND destination_country IS NOT NULL
     -- Of an id that held the recipient's number the hash alone is kept, and a copy's would be another's.
     AND EXISTS (SELECT FROM message_refs r WHERE r.message_id = messages.id AND r.ref = messages.provider_message_id)
   ORDER BY id LIMIT 1`;
