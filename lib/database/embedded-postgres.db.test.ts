import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTestFolder, removeTestFolder } from "@/e2e/support/test-folder";
import { findRunningPostgres, startEmbeddedPostgres, stopEmbeddedPostgres } from "./embedded-postgres";
import { migrate } from "./migrate";
import { readPostmaster } from "./postmaster";
import { serverFolder } from "./server-folder";
import { memoryBytes, sharedBuffersMegabytes } from "./server-process";

let dataDir: string;
beforeEach(async () => {
  dataDir = await makeTestFolder();
});
afterEach(() => removeTestFolder(dataDir));

const start = (durable = false) => startEmbeddedPostgres({ dataDir, durable });

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("startEmbeddedPostgres", () => {
  it("has a sixteenth of the memory for pages, within bounds", async () => {
    const gigabytes = [1, 4, 24].map((size) => sharedBuffersMegabytes(size * 2 ** 30));
    expect(gigabytes).toEqual([128, 256, 1_024]);
    const [row] = await query<{ mb: number }>(
      (await start(true)).url,
      "SELECT (setting::int / 128) AS mb FROM pg_settings WHERE name = 'shared_buffers'",
    );
    expect(row?.mb).toBe(sharedBuffersMegabytes(memoryBytes()));
  });

  it("keeps the data over a stop, and its password to itself", async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE kept AS SELECT 1 AS one");
    await first.stop();
    expect(await findRunningPostgres(dataDir)).toBeNull();
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, "SELECT * FROM kept")).toEqual([{ one: 1 }]);
    expect((await stat(join(dataDir, "postgres-password"))).mode & 0o777).toBe(0o600);
    const refused = second.url.replace(/:[^:@]+@/, ":guess@");
    await expect(query(refused, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  });

  it("adopts a server that runs already", async () => {
    const first = await start();
    const second = await start();
    expect(second).toMatchObject({ adopted: true, url: first.url });
    await stopEmbeddedPostgres(dataDir);
    expect(await findRunningPostgres(dataDir)).toBeNull();
  });

  it("recovers a server that was killed", async () => {
    const first = await start(true);
    await query(first.url, "CREATE TABLE kept AS SELECT 1 AS one");
    const postmaster = await readPostmaster(serverFolder(dataDir) ?? "");
    process.kill(postmaster?.pid ?? 0, "SIGKILL");
    const second = await start(true);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, "SELECT * FROM kept")).toEqual([{ one: 1 }]);
  });

  it("is not misled by a pid file that names another program", async () => {
    await (await start()).stop();
    const file = join(serverFolder(dataDir) ?? "", "data", "postmaster.pid");
    await writeFile(file, `${process.pid}\n${dataDir}\n0\n1\n\n127.0.0.1\n0\nready\n`);
    expect(await findRunningPostgres(dataDir)).toBeNull();
    expect((await start()).adopted).toBe(false);
  });

  it("starts over where a killed start left half a data folder", async () => {
    for (const left of ["data.new", "data.new-0123456789ab"]) {
      await mkdir(join(dataDir, "postgres", left), { recursive: true });
      await writeFile(join(dataDir, "postgres", left, "PG_VERSION"), "18\n");
    }
    const { url } = await start();
    expect(await query(url, "SELECT current_database() AS name")).toEqual([{ name: "otp_desk" }]);
    expect((await readdir(join(dataDir, "postgres"))).filter((name) => name.startsWith("data.new"))).toEqual([]);
  });

  it("says so when the data are of another version", async () => {
    await (await start()).stop();
    const file = join(serverFolder(dataDir) ?? "", "data", "PG_VERSION");
    await writeFile(file, "12\n");
    await expect(start()).rejects.toMatchObject({
      code: "misconfigured",
      message: expect.stringContaining("PostgreSQL 12"),
    });
  });

  it.each([
    ["gone", null, "is gone, and the database was made with it: put it back."],
    ["empty", "", "is empty: put back what it held, or remove it if nothing was made with it yet."],
    ["another", "another-password\n", "is not what the database was made with: put that back."],
  ])("says what to put back where the password's file is %s, and leaves nothing running", async (_how, text, words) => {
    const file = join(dataDir, "postgres-password");
    const server = await start();
    const wanted = await readFile(file, "utf8");
    const damage = () => (text === null ? rm(file) : writeFile(file, text));
    await damage();
    await expect(start()).rejects.toMatchObject({ code: "misconfigured", message: `${file} ${words}` });
    await server.stop();
    await expect(start()).rejects.toMatchObject({ code: "misconfigured", message: `${file} ${words}` });
    expect(await readPostmaster(serverFolder(dataDir) ?? "")).toBeNull();
    await writeFile(file, wanted);
    expect((await start()).adopted).toBe(false);
  });

  it("says so when the data folder is not whole, or its place is gone, and makes no other", async () => {
    await (await start()).stop();
    const data = join(serverFolder(dataDir) ?? "", "data");
    await rm(join(data, "PG_VERSION"));
    await expect(start()).rejects.toMatchObject({
      message: expect.stringMatching(/data is not whole \(no PG_VERSION\)/),
    });
    await rm(join(dataDir, "postgres"), { recursive: true });
    await symlink(join(dataDir, "not-mounted"), join(dataDir, "postgres"));
    await expect(start()).rejects.toMatchObject({
      message: expect.stringMatching(/not-mounted, which is gone: put it back/),
    });
  });

  it("writes no statement and no detail into its log", async () => {
    const { url } = await start();
    await query(url, "CREATE TABLE numbers (number text PRIMARY KEY)");
    await query(url, "INSERT INTO numbers VALUES ('+447700900123')");
    await expect(query(url, "INSERT INTO numbers VALUES ('+447700900123')")).rejects.toMatchObject({ code: "23505" });
    const log = await readFile(join(serverFolder(dataDir) ?? "", "server.log"), "utf8");
    expect(log).toContain("duplicate key");
    expect(log).not.toContain("7700900123");
  });
});

describe("migrate", () => {
  it("applies each migration once, also when several start at once", async () => {
    const { url } = await start();
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    const rows = await query<{ finished: boolean }>(
      url,
      "SELECT finished_at IS NOT NULL AS finished FROM _prisma_migrations",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ finished }) => finished)).toBe(true);
  });
});
