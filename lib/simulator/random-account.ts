import { randomBytes } from "node:crypto";
import type { Provider } from "@/lib/providers/provider";

/** What an admin would enter to connect a made-up account. Nobody can foresee its secrets: every demo has its own. */
export function randomAccount({ id, demo }: Provider) {
  const secrets = demo.secrets((digits) => randomBytes(digits).toString("hex").slice(0, digits));
  return { provider: id, label: demo.label, secrets, settings: demo.settings };
}
