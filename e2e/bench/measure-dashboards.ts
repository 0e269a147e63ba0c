import type pg from "pg";
import { addUser } from "@/lib/auth/add-user";
import { fillDemo } from "@/lib/simulator/fill-demo";
import type { BenchRow } from "./bench-rows";
import { benchRow, ratioRow } from "./bench-rows";
import { startDashboardReaders } from "./dashboard-readers";
import { eventsPerCpuSecond } from "./events-per-cpu-second";
import type { Bench } from "./measure-round";
import { signPayloads } from "./payloads";
import { CONNECTIONS, runLoad } from "./run-load";
import { signInOverHttp } from "./sign-in-over-http";
import { startContender } from "./start-contender";

const READERS = 20;
const WARM_UP = 8;
const PASSWORD = "correct horse battery staple";
/** Fewer registered messages than this make thin dashboards. */
const REGISTERED = 500;
const DEMO_STORIES = 400;

type Round = { alone: number; among: number };

/** What people at dashboards cost ingest beside it: events per second of its processor time, with them and without. */
export async function measureDashboards(bench: Bench): Promise<BenchRow[]> {
  await provideReading(bench.client);
  const pages = await startContender("next", bench.atEnd);
  const cookies = await signInReaders(pages.url);
  const door = await startContender("door", bench.atEnd);
  await runLoad({ url: door.url, payloads: signPayloads(bench.signers, CONNECTIONS * WARM_UP).payloads }, bench.atEnd);
  const measure = () => eventsPerCpuSecond(door, bench);
  const measureAmongReaders = async () => {
    const readers = startDashboardReaders(pages.url, cookies);
    const stop = bench.atEnd(readers.stop);
    await readers.busy();
    const figure = await measure();
    const read = await stop();
    process.stderr.write(`  meanwhile ${read.pages} pages and ${read.exports} exports were read\n`);
    return figure;
  };
  const rounds: Round[] = [];
  for (let round = 0; round < bench.rounds; round += 1) {
    // Tables grow meanwhile: each side goes first as often.
    const first = round % 2 === 0 ? await measure() : await measureAmongReaders();
    const second = round % 2 === 0 ? await measureAmongReaders() : await measure();
    const [alone, among] = round % 2 === 0 ? [first, second] : [second, first];
    rounds.push({ alone, among });
    process.stderr.write(`  round ${round + 1}: ${(among / alone).toFixed(2)}\n`);
  }
  await door.stop();
  await pages.stop();
  const of = (which: keyof Round) => rounds.map((one) => one[which]);
  return [
    ratioRow("events per CPU-second among 20 readers and an export ÷ alone", of("among"), of("alone"), {
      atLeast: 0.85,
    }),
    benchRow("door, alone: events per CPU-second of ingest", of("alone")),
    benchRow("door, among readers: events per CPU-second of ingest", of("among")),
  ];
}

/** Registered traffic of a month, unless there is some: rates leave out what nobody registered. */
async function provideReading(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM messages WHERE registered_at IS NOT NULL",
  );
  if ((rows[0]?.n ?? 0) >= REGISTERED) return;
  const { messages } = await fillDemo({ now: new Date(), stories: DEMO_STORIES, onProgress: () => undefined });
  process.stderr.write(`  ${messages} registered messages to read\n`);
}

async function signInReaders(url: string): Promise<string[]> {
  const email = "analyst@bench.example";
  await addUser({ email, name: "Analyst", role: "analyst", password: PASSWORD }, () => new Date());
  const cookies: string[] = [];
  while (cookies.length < READERS) cookies.push(await signInOverHttp(url, email, PASSWORD));
  return cookies;
}
