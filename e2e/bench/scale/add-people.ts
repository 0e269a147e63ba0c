import { randomUUID } from "node:crypto";
import type { ClientBase } from "pg";
import { maskRecipient } from "@/lib/delivery/recipient/mask-recipient";
import { insertRows } from "@/lib/ledger/sql/array-statement";
import { hashRecipient } from "@/lib/privacy/hash-recipient";
import { seal } from "@/lib/privacy/seal";
import { PLACES, type Place } from "@/lib/simulator/places";
import { crowdNumber } from "./crowd-numbers";

/** Messages that one person gets, on average, however large the product. */
export const MESSAGES_PER_PERSON = 10;
const FEWEST = 12;
const AT_ONCE = 10_000;

/** Lets the app have `people` users in all, spread over the countries as its traffic is; each can be looked up. */
export async function addPeople(client: ClientBase, people: number, onProgress: (done: number) => void): Promise<void> {
  const { rows } = await client.query<{ country: string; n: number }>(
    "SELECT country, count(*)::int AS n FROM bench.people GROUP BY country",
  );
  const known = new Map(rows.map(({ country, n }) => [country, n]));
  let done = 0;
  for (const place of PLACES) {
    const wanted = Math.max(FEWEST, Math.ceil((people * place.share) / 1000));
    for (let from = known.get(place.country) ?? 0; from < wanted; from += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, wanted - from) }, (_, index) => from + index);
      await client.query(PEOPLE.query(numbers.map((number) => personRow(place, number))));
      done += numbers.length;
      onProgress(done);
    }
  }
  await client.query("ANALYZE bench.people");
}

function personRow(place: Place, number: number) {
  const recipient = crowdNumber(place, number);
  const { hash, keyId } = hashRecipient(recipient);
  const cryptoId = randomUUID();
  return {
    country: place.country,
    number,
    user_ref: `usr_${(PLACES.indexOf(place) + 1) * 10_000_000 + number}`,
    hash,
    hash_key: keyId,
    ciphertext: seal(Buffer.from(recipient, "utf8"), "recipient", cryptoId),
    crypto_id: cryptoId,
    masked: maskOf(recipient),
  };
}

const masks = new Map<string, string>();

/** Reading a number takes longer than sealing it: those that differ only where the mask hides it share one. */
function maskOf(recipient: string): string {
  const key = recipient.slice(0, 5) + recipient.slice(-3);
  const mask = masks.get(key) ?? maskRecipient(recipient);
  masks.set(key, mask);
  return mask;
}

const PEOPLE = insertRows(
  "bench.people",
  {
    country: "text",
    number: "integer",
    user_ref: "text",
    hash: "bytea",
    hash_key: "text",
    ciphertext: "bytea",
    crypto_id: "uuid",
    masked: "text",
  },
  "",
);
