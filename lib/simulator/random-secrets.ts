import { randomBytes } from "node:crypto";
import type { ProviderId } from "@/lib/providers/provider";
import { demoAccount } from "./fixtures/demo-accounts";
import { seededRandom } from "./random";

/** Secrets that nobody can foresee, in the provider's form: every demo has its own. */
export function randomSecrets(provider: ProviderId): Record<string, string> {
  return demoAccount(provider).secrets(seededRandom(randomBytes(32).toString("hex")));
}
