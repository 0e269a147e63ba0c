import { env } from "@/lib/env";

/** The URL to paste at the provider: the public address where one is set, else where this instance listens. */
export function webhookUrl(connection: { provider: string; key: string }): string {
  const { PUBLIC_URL, NEXTAUTH_URL, PORT } = env();
  const base = (PUBLIC_URL ?? NEXTAUTH_URL ?? `http://127.0.0.1:${PORT}`).replace(/\/+$/, "");
  return `${base}/api/webhooks/${connection.provider}/${connection.key}`;
}
