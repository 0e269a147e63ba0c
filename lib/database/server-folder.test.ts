import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareDataDir } from "./server-folder";
import { systemAccount } from "./system-account";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "otp-desk-folder-"));
});
afterEach(() => rm(root, { recursive: true }));

describe("DATA_DIR", () => {
  const closed = systemAccount() ? 0o711 : 0o700;

  it("is made private where it is new or empty", async () => {
    const empty = join(root, "empty");
    await mkdir(empty, { mode: 0o777 });
    for (const folder of [empty, join(root, "new", "deep")]) {
      await prepareDataDir(folder, systemAccount());
      expect((await stat(folder)).mode & 0o777).toBe(closed);
    }
  });

  it("keeps its mode where it holds something: it may be everybody's", async () => {
    await writeFile(join(root, "of-another"), "");
    await chmod(root, 0o1777);
    await prepareDataDir(root, systemAccount());
    expect((await stat(root)).mode & 0o7777).toBe(0o1777);
  });
});
