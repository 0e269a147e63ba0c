import { hash } from "@node-rs/argon2";

/** argon2id with the library's defaults, which are OWASP's (19 MiB, 2 passes); the result names its parameters. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}
