import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { benchIngest, INGEST_PARTS, type IngestPart } from "./bench-ingest";
import type { BenchRow } from "./bench-rows";
import { printRows } from "./print-rows";
import { benchScale } from "./scale/bench-scale";

const BENCHES: Record<string, () => Promise<BenchRow[]>> = {
  ingest: () =>
    benchIngest({
      rounds: wholeNumber(values.rounds),
      perConnection: wholeNumber(values["per-connection"]),
      parts: ingestParts(values.only),
    }),
  scale: () =>
    benchScale({ messages: wholeNumber(values.messages), dataDir: values["data-dir"], keep: values.keep === true }),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "7" },
    "per-connection": { type: "string", default: "40" },
    only: { type: "string" },
    messages: { type: "string", default: "1_000_000" },
    "data-dir": { type: "string" },
    keep: { type: "boolean" },
    json: { type: "string" },
  },
});
const bench = BENCHES[positionals[0] ?? ""];
if (!bench) {
  process.stderr.write(`Name a benchmark: ${Object.keys(BENCHES).join(", ")}.\n`);
  process.exit(1);
}
const rows = await bench();
printRows(rows);
if (values.json) writeFileSync(values.json, `${JSON.stringify({ rows }, null, 2)}\n`);

/** `10_000_000` as well as `10000000`. */
function wholeNumber(text: string): number {
  const number = Number(text.replaceAll("_", ""));
  if (Number.isInteger(number) && number > 0) return number;
  process.stderr.write(`${text} is not a whole number.\n`);
  process.exit(1);
}

/** `throughput,latency`; all of them where nothing is named. */
function ingestParts(only: string | undefined): readonly IngestPart[] {
  const names = only?.split(",") ?? INGEST_PARTS;
  const parts = INGEST_PARTS.filter((part) => names.includes(part));
  if (parts.length === names.length) return parts;
  process.stderr.write(`--only takes ${INGEST_PARTS.join(", ")}.\n`);
  process.exit(1);
}
