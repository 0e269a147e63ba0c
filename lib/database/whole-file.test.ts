import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSecretFile, requireSecretFile, secretFile } from "./secret-file";
import { writeOnce, writeWhole } from "./whole-file";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "otp-desk-files-"));
  path = join(folder, "secret");
});
afterEach(() => rm(folder, { recursive: true }));

describe("a file that is written whole", { timeout: 30_000 }, () => {
  it("is private, replaced at once, and never read in part", async () => {
    const texts = ["a", "b"].map((letter) => letter.repeat(200_000));
    await writeWhole(path, texts[0] ?? "");
    let isDone = false;
    const writing = (async () => {
      for (let n = 0; n < 8; n += 1) await writeWhole(path, texts[n % 2] ?? "");
      isDone = true;
    })();
    while (!isDone) expect(texts).toContain(await readFile(path, "utf8"));
    await writing;
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["secret"]);
  });

  it("once is written by one of many, and kept", async () => {
    const wins = await Promise.all(
      ["a", "b", "c", "d"].map(async (text) => ((await writeOnce(path, text)) ? text : "")),
    );
    expect(wins.filter(Boolean)).toEqual([await readFile(path, "utf8")]);
    expect(await readdir(folder)).toEqual(["secret"]);
  });

  it("leaves no draft where it cannot be written", async () => {
    await expect(writeWhole(folder, "text")).rejects.toThrow();
    expect(await readdir(join(folder, ".."))).not.toContainEqual(
      expect.stringMatching(`^${folder.split("/").at(-1)}\\.`),
    );
  });
});

describe("a secret's file", () => {
  it("is made once, also by many at once", async () => {
    let made = 0;
    const secrets = await Promise.all(Array.from({ length: 8 }, () => secretFile(path, () => `s${made++}`)));
    expect(new Set(secrets).size).toBe(1);
    expect(await readSecretFile(path)).toBe(secrets[0]);
  });

  it.each(["", "\n", "  \n"])("is not made anew over one that lost its text: %j", async (text) => {
    await writeWhole(path, text);
    const line = `${path} is empty: put back what it held, or remove it if nothing was made with it yet.`;
    await expect(secretFile(path, () => "new")).rejects.toMatchObject({ code: "misconfigured", message: line });
    expect(await readFile(path, "utf8")).toBe(text);
  });

  it("is asked for by name where something was made with it", async () => {
    await expect(requireSecretFile(path, "the database was made")).rejects.toMatchObject({
      code: "misconfigured",
      message: `${path} is gone, and the database was made with it: put it back.`,
    });
  });

  it("that cannot be read is named", async () => {
    await expect(readSecretFile(folder)).rejects.toMatchObject({ message: `${folder} cannot be read (EISDIR).` });
  });
});
