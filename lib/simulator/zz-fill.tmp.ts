import { randomBytes } from "node:crypto";
import pg from "pg";
import { startTestDatabase } from "@/e2e/support/test-database";
import { closeDb, readPool } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { closeIngestPool } from "@/lib/ingest/pool";
import { fillDemo } from "@/lib/simulator/fill-demo";

const database = await startTestDatabase({ durable: process.env.DURABLE === "1" });
provideEnv({
  DATABASE_URL: database.url,
  ENCRYPTION_KEYS: `t:${randomBytes(32).toString("base64")}`,
  PHONE_HASH_KEYS: `t:${randomBytes(32).toString("base64")}`,
});
try {
  const began = Date.now();
  const c0 = process.cpuUsage();

  const counts = new Map<string, [number, number]>();
  const orig = pg.Client.prototype.query as any;
  (pg.Client.prototype as any).query = function (a: any, ...rest: any[]) {
    const name =
      typeof a === "string" ? a.slice(0, 60) : (a?.name ?? a?.text?.replace(/\s+/g, " ").slice(0, 80) ?? "?");
    const t = performance.now();
    const out = orig.call(this, a, ...rest);
    const add = () => {
      const c = counts.get(name) ?? [0, 0];
      counts.set(name, [c[0] + 1, c[1] + performance.now() - t]);
    };
    if (out?.then) out.then(add, add);
    else add();
    return out;
  };
  const r = await fillDemo({ now: new Date(), days: 30, stories: Number(process.env.N ?? 600), onProgress: () => {} });
  const c = process.cpuUsage(c0);
  console.log(r, "wall", Date.now() - began, "cpu user", (c.user / 1000) | 0, "sys", (c.system / 1000) | 0);
  console.log(
    [...counts]
      .sort((a, b) => b[1][1] - a[1][1])
      .slice(0, 40)
      .map(([k, [n, ms]]) => `${n} ${Math.round(ms)}ms ${(ms / n).toFixed(1)} ${k}`)
      .join("\n"),
  );
  const q = async (t: string) => console.table((await readPool().query(t)).rows);
  await q("select status, count(*)::int from messages group by 1 order by 2 desc");
  await q("select state, inferred, count(*)::int from verifications group by 1,2 order by 3 desc");
  await q("select xact_commit::int commits, blks_hit::bigint from pg_stat_database where datname=current_database()");
  await q(
    "select relname, seq_scan::int, seq_tup_read::int, idx_scan::int, n_live_tup::int, (analyze_count+autoanalyze_count)::int an from pg_stat_user_tables where seq_tup_read > 1000 order by seq_tup_read desc limit 12",
  );
  if (process.env.KEEP) {
    console.log(database.url);
    await new Promise((r) => setTimeout(r, Number(process.env.KEEP) * 1000));
  }
} finally {
  await closeIngestPool();
  await closeDb();
  await database.stop();
}
