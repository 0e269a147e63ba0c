import type { Provider } from "@/lib/providers/provider";

/** Why callbacks of a connection cannot be confirmed by asking its provider; null where they can. */
export function confirmProblem(provider: Provider, secretNames: readonly string[]): string | null {
  if (!provider.lookup) return `${provider.name} cannot be asked about a message, as far as we know.`;
  if (provider.methods.length === 0) return `${provider.name} sends no callbacks: it is asked anyway.`;
  if (!canAskWith(provider, secretNames))
    return `${provider.name} cannot be asked yet: store what it is asked with first.`;
  return null;
}

/** Whether a provider can be asked with secrets of these names: asked of the provider itself. */
export function canAskWith({ lookup }: Provider, secretNames: readonly string[]): boolean {
  const secrets = Object.fromEntries(secretNames.map((name) => [name, name]));
  return lookup?.request("id", secrets) !== undefined;
}
