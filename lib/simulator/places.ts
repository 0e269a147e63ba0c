/** A country that the demo sends to. */
export type Place = {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Share of the traffic, of 1000. */
  share: number;
  /** Local time is UTC plus this. */
  utcOffsetHours: number;
  sender: string;
  carriers: readonly { mccMnc: string; name: string }[];
  /** Half of the receipts come faster. */
  receiptMs: number;
  /** Numbers that belong to nobody; `length` digits follow `prefix`. */
  numbers: readonly { prefix: string; first: number; last: number; length: number }[];
};

/**
 * Where regulators reserve numbers for fiction (US, GB, DE, FR, SE) these are used; elsewhere
 * the subscriber's digits are plainly made up.
 */
export const PLACES: readonly Place[] = [
  {
    ...{ country: "IN", share: 310, utcOffsetHours: 5.5, sender: "ACMEIN", receiptMs: 4_200 },
    carriers: [
      { mccMnc: "40410", name: "Airtel" },
      { mccMnc: "405857", name: "Jio" },
      { mccMnc: "40411", name: "Vi" },
    ],
    numbers: [{ prefix: "+9155550", first: 0, last: 99_999, length: 5 }],
  },
  {
    ...{ country: "BR", share: 165, utcOffsetHours: -3, sender: "28282", receiptMs: 5_600 },
    carriers: [
      { mccMnc: "72411", name: "Vivo" },
      { mccMnc: "72405", name: "Claro" },
      { mccMnc: "72403", name: "TIM" },
    ],
    numbers: [{ prefix: "+551190000", first: 0, last: 9_999, length: 4 }],
  },
  {
    ...{ country: "ID", share: 135, utcOffsetHours: 7, sender: "ACMEID", receiptMs: 6_800 },
    carriers: [
      { mccMnc: "51010", name: "Telkomsel" },
      { mccMnc: "51011", name: "XL" },
    ],
    numbers: [{ prefix: "+628400000", first: 0, last: 9_999, length: 4 }],
  },
  {
    ...{ country: "MX", share: 105, utcOffsetHours: -6, sender: "ACMEMX", receiptMs: 5_200 },
    carriers: [
      { mccMnc: "334020", name: "Telcel" },
      { mccMnc: "334050", name: "AT&T" },
    ],
    numbers: [{ prefix: "+52550000", first: 0, last: 9_999, length: 4 }],
  },
  {
    ...{ country: "US", share: 100, utcOffsetHours: -5, sender: "27182", receiptMs: 2_600 },
    carriers: [
      { mccMnc: "310260", name: "T-Mobile" },
      { mccMnc: "310410", name: "AT&T" },
      { mccMnc: "311480", name: "Verizon" },
    ],
    numbers: ["212", "312", "415", "512", "617", "702"].map((area) => ({
      ...{ prefix: `+1${area}55501`, first: 0, last: 99, length: 2 },
    })),
  },
  {
    ...{ country: "GB", share: 70, utcOffsetHours: 0, sender: "ACME", receiptMs: 2_900 },
    carriers: [
      { mccMnc: "23410", name: "O2" },
      { mccMnc: "23430", name: "EE" },
    ],
    numbers: [{ prefix: "+447700900", first: 0, last: 999, length: 3 }],
  },
  {
    ...{ country: "NG", share: 60, utcOffsetHours: 1, sender: "ACMENG", receiptMs: 8_900 },
    carriers: [
      { mccMnc: "62130", name: "MTN" },
      { mccMnc: "62120", name: "Airtel" },
    ],
    numbers: [{ prefix: "+234940000", first: 0, last: 9_999, length: 4 }],
  },
  {
    ...{ country: "DE", share: 30, utcOffsetHours: 1, sender: "ACME", receiptMs: 3_100 },
    carriers: [
      { mccMnc: "26201", name: "Telekom" },
      { mccMnc: "26202", name: "Vodafone" },
    ],
    numbers: [
      { prefix: "+4917139200", first: 0, last: 99, length: 2 },
      { prefix: "+49176040690", first: 0, last: 99, length: 2 },
    ],
  },
  {
    ...{ country: "FR", share: 22, utcOffsetHours: 1, sender: "ACME", receiptMs: 3_300 },
    carriers: [{ mccMnc: "20801", name: "Orange" }],
    numbers: [{ prefix: "+33639980", first: 0, last: 999, length: 3 }],
  },
  {
    ...{ country: "SE", share: 3, utcOffsetHours: 1, sender: "ACME", receiptMs: 3_000 },
    carriers: [{ mccMnc: "24001", name: "Telia" }],
    numbers: [{ prefix: "+46701740", first: 605, last: 699, length: 3 }],
  },
];

export function findPlace(country: string): Place | undefined {
  return PLACES.find((place) => place.country === country);
}

/** How many of a place's people use the app; their numbers come first. */
export function populationOf({ share }: Place): number {
  return Math.max(12, share * 2);
}

/** Shares no factor with the size of any range: every number comes before one comes again. */
const STRIDE = 37;

/** The number of a place's n-th person; the ranges are gone through in turn and start over at their end. */
export function fictionalNumber({ numbers }: Place, index: number): string {
  const range = numbers[index % numbers.length] as Place["numbers"][number];
  const size = range.last - range.first + 1;
  const subscriber = range.first + ((Math.floor(index / numbers.length) * STRIDE) % size);
  return range.prefix + String(subscriber).padStart(range.length, "0");
}
