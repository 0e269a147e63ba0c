import { cookies } from "next/headers";
import { isTimeZone } from "@/lib/time/time-zone";

/** Holds the reader's IANA time zone. */
const ZONE_COOKIE = "tz";
const YEAR_SECONDS = 365 * 24 * 3600;

/** The reader's zone as their browser told it, or null before it has. */
export async function readerZone(): Promise<string | null> {
  const zone = (await cookies()).get(ZONE_COOKIE)?.value;
  return zone && isTimeZone(zone) ? zone : null;
}

export async function saveReaderZone(zone: string): Promise<void> {
  if (!isTimeZone(zone)) return;
  (await cookies()).set(ZONE_COOKIE, zone, { path: "/", sameSite: "lax", httpOnly: true, maxAge: YEAR_SECONDS });
}
