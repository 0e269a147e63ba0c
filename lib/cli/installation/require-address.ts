import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** What is printed for others names the installation: a wrong address has every callback refused, and links lead nowhere. */
export function requireAddress(): void {
  if (isAddressKnown()) return;
  throw new AppError("misconfigured", "PUBLIC_URL is not set, and no server has started on this database: set it.");
}

export function isAddressKnown(): boolean {
  const { PUBLIC_URL, NEXTAUTH_URL } = env();
  return Boolean(PUBLIC_URL ?? NEXTAUTH_URL);
}
