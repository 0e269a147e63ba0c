import { findProvider } from "@/lib/providers/registry";
import { publicUrl } from "@/lib/public-url";

/** The URL that the provider calls, and may sign. */
export function webhookUrl(connection: { provider: string; key: string }): string {
  return `${publicUrl()}/api/webhooks/${connection.provider}/${connection.key}`;
}

/** The URL to paste at the provider: the same, and behind it what the provider reads there for itself. */
export function pastedUrl(connection: { provider: string; key: string }): string {
  return webhookUrl(connection) + (findProvider(connection.provider)?.setup?.urlSuffix?.text ?? "");
}
