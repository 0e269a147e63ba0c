import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { env, provideEnv } from "@/lib/env";
import { provideEmbeddedKeys } from "./provide-keys";

const UNSET = { ENCRYPTION_KEYS: "", PHONE_HASH_KEYS: "", NEXTAUTH_SECRET: "" };
const FILES = ["encryption-keys", "nextauth-secret", "phone-hash-keys"];

let folder: string;
beforeEach(async () => {
  provideEnv(UNSET);
  folder = await mkdtemp(join(tmpdir(), "otp-desk-keys-"));
});
afterEach(async () => {
  provideEnv(UNSET);
  await rm(folder, { recursive: true });
});

it("are made once, and read again", async () => {
  await provideEmbeddedKeys(folder);
  expect((await readdir(folder)).sort()).toEqual(FILES);
  const [made] = env().ENCRYPTION_KEYS ?? [];
  provideEnv(UNSET);
  await provideEmbeddedKeys(folder);
  expect(env().ENCRYPTION_KEYS?.[0]).toEqual(made);
});

it.each([
  ["encryption-keys", "ENCRYPTION_KEYS"],
  ["phone-hash-keys", "PHONE_HASH_KEYS"],
])("a damaged %s is named with its variable, and not replaced", async (file, name) => {
  await provideEmbeddedKeys(folder);
  await mkdir(join(folder, "postgres", "data"), { recursive: true });
  const path = join(folder, file);
  for (const [text, said] of [
    ["", "is empty"],
    ["k1:c2hvcnQ=\n", "must be id:base64"],
    [null, "is gone"],
  ] as const) {
    provideEnv(UNSET);
    if (text === null) await rm(path);
    else await writeFile(path, text);
    const failure = await provideEmbeddedKeys(folder).then(
      () => "taken",
      ({ message }: Error) => message,
    );
    expect(failure).toMatch(new RegExp(`^${name}: [^\\n]*${said}[^\\n]*\\.$`));
    expect(failure).toContain(path);
    if (text !== null) expect(await readFile(path, "utf8")).toBe(text);
  }
});
