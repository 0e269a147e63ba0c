import { readPool } from "@/lib/db";

const NEWEST = 5_000;
const AT_MOST = 12;

/** Where the newest messages went, most frequent first: the countries in which a national number is worth reading. */
export async function listUsualCountries(): Promise<string[]> {
  const { rows } = await readPool().query<{ country: string }>({ name: "usual-countries", text: USUAL });
  return rows.map(({ country }) => country);
}

const USUAL = `
  SELECT destination_country AS country
    FROM (SELECT destination_country FROM messages ORDER BY id DESC LIMIT ${NEWEST}) AS newest
   WHERE destination_country IS NOT NULL
   GROUP BY destination_country ORDER BY count(*) DESC, destination_country LIMIT ${AT_MOST}`;
