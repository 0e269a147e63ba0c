import type { Provider } from "@/lib/providers/provider";

/** Whether a callback without any proof would be taken: asked of the provider itself, with the names of what is stored. */
export function takesUnproven(provider: Provider, names: readonly string[]): boolean {
  const secrets = Object.fromEntries(names.map((name) => [name, name]));
  const url = "https://example.test/";
  const bare = { method: "POST", url, headers: {}, body: Buffer.from("{}"), receivedAt: new Date(0) };
  return provider.verify(bare, secrets).ok;
}
