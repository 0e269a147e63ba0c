import { afterAll, expect, it } from "vitest";
import { closeDb, readPool, SEARCH_TIMEOUT_MS, searchPool } from "./db";

afterAll(closeDb);

it("gives up what a search asks for after a while, and no statement of a job", async () => {
  const timeout = "SELECT extract(epoch FROM current_setting('statement_timeout')::interval)::float8 * 1000 AS ms";
  expect((await searchPool().query(timeout)).rows).toEqual([{ ms: SEARCH_TIMEOUT_MS }]);
  expect((await readPool().query(timeout)).rows).toEqual([{ ms: 0 }]);
  const slow = searchPool().query("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)");
  await expect(slow).rejects.toMatchObject({ code: "57014" });
});
