import { publicUrl } from "@/lib/public-url";

/** The URL to paste at the provider. */
export function webhookUrl(connection: { provider: string; key: string }): string {
  return `${publicUrl()}/api/webhooks/${connection.provider}/${connection.key}`;
}
