import { env } from "./env";

/** Where this instance is reached from outside, without a trailing slash: the public address, else where it listens. */
export function publicUrl(): string {
  const { PUBLIC_URL, NEXTAUTH_URL, PORT } = env();
  return (PUBLIC_URL ?? NEXTAUTH_URL ?? `http://127.0.0.1:${PORT}`).replace(/\/+$/, "");
}
