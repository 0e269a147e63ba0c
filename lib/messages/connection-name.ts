import { providerName } from "./describe-message";

/** `Twilio · Production`; a label that begins with the provider's name says it already. */
export function connectionName(provider: string, label: string): string {
  const name = providerName(provider);
  return label.toLowerCase().startsWith(name.toLowerCase()) ? label : `${name} · ${label}`;
}
