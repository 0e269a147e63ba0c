import { startTestDatabase } from "@/e2e/support/test-database";
import { provideEnv } from "@/lib/env";
import { randomBytes } from "node:crypto";
import { closeDb, readPool } from "@/lib/db";
import { closeIngestPool } from "@/lib/ingest/pool";
import { fillDemo } from "@/lib/simulator/fill-demo";
const database = await startTestDatabase({ durable: process.env.DURABLE === "1" });
provideEnv({ DATABASE_URL: database.url, ENCRYPTION_KEYS: `t:${randomBytes(32).toString("base64")}`, PHONE_HASH_KEYS: `t:${randomBytes(32).toString("base64")}` });
try {
const began = Date.now(); const c0 = process.cpuUsage();
const r = await fillDemo({ now: new Date(), days: 30, stories: Number(process.env.N ?? 600), onProgress: () => {} });
const c = process.cpuUsage(c0);
console.log(r, "wall", Date.now() - began, "cpu user", c.user/1000|0, "sys", c.system/1000|0);
const q = async (t: string) => console.table((await readPool().query(t)).rows);
await q("select status, count(*)::int from messages group by 1 order by 2 desc");
await q("select state, inferred, count(*)::int from verifications group by 1,2 order by 3 desc");
await q("select xact_commit::int commits, blks_hit::bigint from pg_stat_database where datname=current_database()");
if (process.env.KEEP) { console.log(database.url); await new Promise(r=>setTimeout(r, Number(process.env.KEEP)*1000)); }
} finally {
await closeIngestPool(); await closeDb(); await database.stop();
}
