import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { readPool } from "@/lib/db";
import { closeIngestPool, ingestPool } from "./pool";
import { together } from "./together";
import { inTransaction, type Transaction } from "./transaction";

afterAll(async () => {
  await closeIngestPool();
  await readPool().end();
});

describe("a transaction", () => {
  it("that failed is never taken for committed, even when the failure was swallowed", async () => {
    const name = `test-${randomUUID()}`;
    const work = async (tx: Transaction) => {
      await insertSetting(tx, name);
      await tx.query("SELECT 1 / 0").catch(() => undefined);
      return "done";
    };
    await expect(inTransaction(work)).rejects.toThrow("rolled back");
    expect(await settings(name)).toBe(0);
    expect(ingestPool().totalCount).toBe(0);
  });

  it("ends after all steps that went together, also one that had more to do when another failed", async () => {
    const name = `test-${randomUUID()}`;
    const codes: unknown[] = [];
    const persistent = async (tx: Transaction) => {
      const note = ({ code }: { code: unknown }) => codes.push(code);
      await insertSetting(tx, name).catch(note);
      await insertSetting(tx, name).catch(note);
    };
    await expect(inTransaction((tx) => together([tx.query("SELECT 1 / 0"), persistent(tx)]))).rejects.toMatchObject({
      code: "22012",
    });
    // Both within the transaction that had failed: after it, the second would have been written.
    expect(codes).toEqual(["25P02", "25P02"]);
    expect(await settings(name)).toBe(0);
    expect(await inTransaction(async () => "the next one works")).toBe("the next one works");
  });

  it("starts again where a row is there that was not when it was read", async () => {
    const name = `test-${randomUUID()}`;
    const seen: number[] = [];
    const insertIfMissing = async (tx: Transaction) => {
      const { rowCount } = await tx.query("SELECT FROM settings WHERE name = $1", [name]);
      seen.push(rowCount ?? 0);
      if (rowCount === 1) return "it was there";
      await readPool().query("INSERT INTO settings (name) VALUES ($1)", [name]);
      return insertSetting(tx, name);
    };
    expect(await inTransaction(insertIfMissing)).toBe("it was there");
    expect(seen).toEqual([0, 1]);
    expect(await settings(name)).toBe(1);
  });

  it("outlives the loss of its connection between two statements, as an error of its own", async () => {
    const name = `test-${randomUUID()}`;
    const work = async (tx: Transaction) => {
      await insertSetting(tx, name);
      const { rows } = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await new Promise<void>((resolve) => {
        tx.once("end", resolve);
        void readPool().query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      });
      await tx.query("SELECT 1");
    };
    await expect(inTransaction(work)).rejects.toThrow();
    expect(await settings(name)).toBe(0);
    expect(await inTransaction(async () => "the next one works")).toBe("the next one works");
  });
});

async function insertSetting(tx: Transaction, name: string): Promise<void> {
  await tx.query("INSERT INTO settings (name) VALUES ($1)", [name]);
}

async function settings(name: string): Promise<number> {
  const { rowCount } = await readPool().query("SELECT FROM settings WHERE name = $1", [name]);
  return rowCount ?? 0;
}
