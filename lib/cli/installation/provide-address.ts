import { env, provideEnv } from "@/lib/env";
import { findInstance } from "../process/instance";
import { knownAddress } from "./known-address";

/** What is signed and printed names the installation as its server does, unless this process was told another address. */
export async function provideAddress(isEmbedded: boolean): Promise<void> {
  const { PUBLIC_URL, NEXTAUTH_URL, DATA_DIR, PORT } = env();
  if (PUBLIC_URL) return;
  const instance = isEmbedded ? await findInstance(DATA_DIR) : null;
  const planned = isEmbedded ? `http://127.0.0.1:${PORT}` : undefined;
  const address = (await knownAddress()) ?? instance?.url ?? NEXTAUTH_URL ?? planned;
  if (address) provideEnv({ NEXTAUTH_URL: address });
}
