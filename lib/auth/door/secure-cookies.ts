import { env } from "@/lib/env";

/** Whether browsers reach us over TLS, so that cookies may ask for it. */
export function areCookiesSecure(): boolean {
  return (env().PUBLIC_URL ?? env().NEXTAUTH_URL ?? "").startsWith("https://");
}
