import { cookies } from "next/headers";

/** Holds `light` or `dark`, where the reader chose one. */
const SCHEME_COOKIE = "scheme";
const YEAR_SECONDS = 365 * 24 * 3600;

/** The scheme that the reader chose, for pages on which no script runs; undefined where it is the system's. */
export async function chosenScheme(): Promise<"light" | "dark" | undefined> {
  const chosen = (await cookies()).get(SCHEME_COOKIE)?.value;
  return chosen === "light" || chosen === "dark" ? chosen : undefined;
}

export async function saveChosenScheme(scheme: "light" | "dark" | "auto"): Promise<void> {
  const jar = await cookies();
  if (scheme === "auto") jar.delete(SCHEME_COOKIE);
  else jar.set(SCHEME_COOKIE, scheme, { path: "/", sameSite: "lax", httpOnly: true, maxAge: YEAR_SECONDS });
}
