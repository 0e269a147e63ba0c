import type { BenchRow } from "./bench-rows";
import { benchRow, costRow, ratioRow } from "./bench-rows";
import { CONTENDERS, type Contender, storesRows } from "./contenders";
import { type Bench, measureRound, type Round } from "./measure-round";

/** Every contender in every round; which of them goes first rotates. */
export async function measureThroughput(bench: Bench): Promise<BenchRow[]> {
  const rounds: Record<Contender, Round[]> = { textbook: [], plain: [], empty: [], door: [], next: [] };
  for (let round = 0; round < bench.rounds; round += 1) {
    const first = round % CONTENDERS.length;
    for (const name of [...CONTENDERS.slice(first), ...CONTENDERS.slice(0, first)]) {
      const measured = await measureRound(name, bench);
      rounds[name].push(measured);
      process.stderr.write(`  round ${round + 1}, ${name}: ${measured.perSecond.toFixed(0)} callbacks/s\n`);
    }
  }
  const figures = (name: Contender, of: keyof Round) => rounds[name].map((round) => round[of]);
  return [...ratioRows(figures), ...CONTENDERS.flatMap((name) => contenderRows(name, figures))];
}

type Figures = (name: Contender, of: keyof Round) => number[];

function ratioRows(figures: Figures): BenchRow[] {
  const speed = (name: Contender) => figures(name, "perSecond");
  const syncs = (name: Contender) => figures(name, "walSyncsPerEvent");
  return [
    ratioRow("ours (door) ÷ textbook", speed("door"), speed("textbook"), { atLeast: 20 }),
    ratioRow("ours (door) ÷ plain", speed("door"), speed("plain"), { atLeast: 5 }),
    ratioRow("ours (door) ÷ empty Next route", speed("door"), speed("empty"), { atLeast: 5 }),
    ratioRow("ours (Next route) ÷ empty Next route", speed("next"), speed("empty"), { atLeast: 0.7 }),
    ratioRow("WAL syncs per event, ours (door) ÷ textbook", syncs("door"), syncs("textbook"), { atMost: 1 / 12 }),
  ];
}

function contenderRows(name: Contender, figures: Figures): BenchRow[] {
  const rows = [
    benchRow(`${name}: callbacks per second`, figures(name, "perSecond")),
    costRow(`${name}: CPU ms per event`, figures(name, "cpuMsPerEvent")),
  ];
  if (storesRows(name)) {
    rows.push(
      costRow(`${name}: WAL bytes per event`, figures(name, "walBytesPerEvent")),
      costRow(`${name}: WAL syncs per event`, figures(name, "walSyncsPerEvent")),
    );
  }
  rows.push(costRow(`${name}: load generator's CPU µs per callback`, figures(name, "senderMicrosPerCallback")));
  return rows;
}
