import { cookies, headers } from "next/headers";
import type { Clock } from "@/lib/clock";
import { requestAddress } from "../request-address";
import { type SignInInput, type SignInResult, signIn } from "../sign-in";
import { DEVICE_DAYS, withDevice } from "./known-devices";
import { areCookiesSecure } from "./secure-cookies";
import { TURN_LIVES_MS } from "./sign-in-turns";

/** Signs in whoever asks by this request, with what their browser keeps of earlier times; for actions and routes. */
export async function signInHere(input: SignInInput, clock: Clock): Promise<SignInResult> {
  const [jar, sent] = await Promise.all([cookies(), headers()]);
  const kept = { devices: jar.get(cookieName("devices"))?.value, turn: jar.get(cookieName("turn"))?.value };
  const result = await signIn(input, { address: requestAddress(sent.get("x-forwarded-for")), ...kept }, clock);
  if (result.ok) await rememberDevice(result.userId, clock);
  else if (result.code === "rate_limited") await keep("turn", result.turn, TURN_LIVES_MS / 1000);
  return result;
}

/** From now on this browser is known as one of the account's. */
export async function rememberDevice(userId: string, clock: Clock): Promise<void> {
  const kept = (await cookies()).get(cookieName("devices"))?.value;
  await keep("devices", withDevice(kept, userId, clock()), DEVICE_DAYS * 86_400);
}

type Kept = "devices" | "turn";

async function keep(what: Kept, value: string, maxAge: number): Promise<void> {
  const secure = areCookiesSecure();
  (await cookies()).set(cookieName(what), value, { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge });
}

/** With this prefix a browser takes it over TLS and from this host alone. */
function cookieName(what: Kept): string {
  return `${areCookiesSecure() ? "__Host-" : ""}otp-desk-${what}`;
}
