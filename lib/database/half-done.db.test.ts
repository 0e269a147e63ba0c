import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentsOf, fillFirstTables, migrateFirst } from "@/e2e/support/earlier-database";
import { onServer } from "@/e2e/support/own-database";
import { env } from "@/lib/env";
import { MARK_FINISHED } from "./half-done";
import { migrate, readMigrations, scriptsOf } from "./migrate";

const server = env().DATABASE_URL ?? "";
const scripts = scriptsOf(await readMigrations());
const names = [...scripts.keys()];
const LAST = names.at(-1) ?? "";
const made: string[] = [];

/** A database of its own with rows of the first version, brought to the first `count` migrations. */
async function databaseAt(count: number, template = first): Promise<string> {
  const name = `half_done_${randomBytes(6).toString("hex")}`;
  await onServer(server, `CREATE DATABASE ${name} ${template && `TEMPLATE ${template}`}`);
  made.push(name);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrateFirst(url.href, count);
  return url.href;
}

/** As a process leaves it that was killed between a migration's script and its mark. */
async function unmark(url: string, name: string): Promise<void> {
  await onServer(url, `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '${name}'`);
}

/** As a process leaves it that was killed before the script was through. */
async function begin(url: string, name: string): Promise<void> {
  const checksum = createHash("sha256")
    .update(scripts.get(name) ?? "")
    .digest("hex");
  await onServer(
    url,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('${randomUUID()}', '${checksum}', '${name}')`,
  );
}

async function migrateAloud(url: string): Promise<string[]> {
  const notices: string[] = [];
  await migrate(url, (line) => notices.push(line));
  return notices;
}

const finished = (name: string) => [`Migration ${name} had been cut off; it is finished now.`];

let first = "";
let wanted: Record<string, string>;
beforeAll(async () => {
  const url = await databaseAt(1, "");
  await fillFirstTables(url, 60, new Date());
  first = new URL(url).pathname.slice(1);
  const reference = await databaseAt(1);
  await migrate(reference);
  wanted = await contentsOf(reference);
});
afterAll(async () => {
  for (const name of made) await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
});

describe("a migration that was cut off", { timeout: 60_000 }, () => {
  it.each(names)("after its commit, before its mark, is not done twice: %s", async (name) => {
    const url = await databaseAt(names.indexOf(name) + 1);
    await unmark(url, name);
    expect(await migrateAloud(url)).toEqual(finished(name));
    expect(await contentsOf(url)).toEqual(wanted);
    expect(await migrateAloud(url)).toEqual([]);
  });

  it.each(process.env.TEST_LONG ? names.slice(1) : [LAST])(
    "before its commit is done, with all that come after it: %s",
    async (name) => {
      const url = await databaseAt(names.indexOf(name));
      await begin(url, name);
      expect(await migrateAloud(url)).toEqual(finished(name));
      expect(await contentsOf(url)).toEqual(wanted);
    },
  );

  it("whose script PostgreSQL still runs is waited for", async () => {
    const url = await databaseAt(names.length - 1);
    await begin(url, LAST);
    const orphan = new pg.Client({ connectionString: url });
    await orphan.connect();
    await orphan.query("SELECT pg_advisory_lock(72707369)");
    const next = migrateAloud(url);
    await sleep(500);
    await orphan.query(`${scripts.get(LAST)};${MARK_FINISHED}`);
    await orphan.end();
    expect(await next).toEqual([]);
    expect(await contentsOf(url)).toEqual(wanted);
  });

  it("by an error is tried again once its cause is gone, and until then the error is told", async () => {
    const failing = "20261126120000_callback_outcomes";
    const url = await databaseAt(names.indexOf(failing));
    await onServer(
      url,
      "ALTER TABLE callback_rollups RENAME outcome TO planted; ALTER TABLE callback_rollups ADD outcome integer",
    );
    await expect(migrate(url)).rejects.toThrow();
    await expect(migrate(url)).rejects.toMatchObject({ code: "22P02" });
    await onServer(
      url,
      "ALTER TABLE callback_rollups DROP outcome; ALTER TABLE callback_rollups RENAME planted TO outcome",
    );
    expect(await migrateAloud(url)).toEqual(finished(failing));
    expect(await contentsOf(url)).toEqual(wanted);
  });

  it("by a version that this one does not know is left alone, and named", async () => {
    const url = await databaseAt(names.length);
    await begin(url, "29990101000000_from_the_future");
    await expect(migrate(url)).rejects.toMatchObject({
      code: "misconfigured",
      message: expect.stringMatching(/29990101000000_from_the_future.*start the version that began it\.$/),
    });
  });
});

describe("a migration", () => {
  it.each([...scripts])("is one transaction, with its mark in it: %s", (_name, script) => {
    const statements = script.replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "").replace(/--.*$/gm, "");
    expect(statements).not.toMatch(
      /\b(begin|start\s+transaction|commit|rollback|concurrently|vacuum|create\s+database|alter\s+system)\b/i,
    );
  });
});
