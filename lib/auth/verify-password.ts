import { randomBytes } from "node:crypto";
import { verify } from "@node-rs/argon2";
import { processWide } from "@/lib/runtime";
import { hashPassword } from "./hash-password";

/**
 * True when `password` opens `passwordHash`. Without a hash (no such account, or single sign-on only) a dummy of
 * the same cost is verified instead, so that the time taken does not tell which accounts exist.
 */
export async function verifyPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await dummyHash()), password);
  return matches && Boolean(passwordHash);
}

function dummyHash(): Promise<string> {
  return processWide("dummy-password-hash", () => hashPassword(randomBytes(32).toString("hex")));
}
