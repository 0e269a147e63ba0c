import { cookies } from "next/headers";
import { HIDDEN_AT_FIRST, isMessageColumn, type MessageColumn } from "./columns";

/** Holds the columns of the list that this reader does not want to see. */
const COOKIE = "messages-without";
const YEAR_SECONDS = 365 * 24 * 3600;

export async function hiddenColumns(): Promise<readonly MessageColumn[]> {
  const kept = (await cookies()).get(COOKIE)?.value;
  return kept === undefined ? HIDDEN_AT_FIRST : kept.split(".").filter(isMessageColumn);
}

export async function saveHiddenColumns(hidden: readonly MessageColumn[]): Promise<void> {
  const options = { path: "/messages", sameSite: "lax", httpOnly: true, maxAge: YEAR_SECONDS } as const;
  (await cookies()).set(COOKIE, hidden.join("."), options);
}
