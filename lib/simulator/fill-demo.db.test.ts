import { afterAll, expect, it } from "vitest";
import { closeDb } from "@/lib/db";
import { closeIngestPool } from "@/lib/ingest/pool";
import { fillDemo } from "./fill-demo";

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});
it("full", async () => {
  const began = Date.now();
  let calls = 0;
  const r = await fillDemo({
    now: new Date(),
    onProgress: () => {
      calls++;
    },
  });
  console.log(r, calls, Date.now() - began);
}, 200000);
