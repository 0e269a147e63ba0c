import { findProvider } from "@/lib/providers/registry";
import { publicUrl } from "@/lib/public-url";

/** The URL that the provider calls, and may sign. */
export function webhookUrl(connection: { provider: string; key: string }): string {
  return `${publicUrl()}/api/webhooks/${connection.provider}/${connection.key}`;
}

/**
 * The URL to paste at the provider: the same, and behind it what the provider reads there for itself. Null for one that
 * sends no callbacks.
 */
export function pastedUrl(connection: { provider: string; key: string }): string | null {
  const provider = findProvider(connection.provider);
  if (provider?.methods.length === 0) return null;
  return webhookUrl(connection) + (provider?.setup?.urlSuffix?.text ?? "");
}
