import { createInterface } from "node:readline/promises";
import { type Command, InvalidArgumentError } from "commander";
import { systemClock } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { isNothing, planRetention, type RetentionPlan } from "@/lib/retention/plan-retention";
import { horizonsAt, type RetentionSettings, readRetention } from "@/lib/retention/retention-settings";
import { type RetentionRun, runRetention } from "@/lib/retention/run-retention";
import { setRetention } from "@/lib/retention/set-retention";
import { answer } from "../answer";
import { columns, fields } from "../columns";

type SetFlags = { messages?: Kept; payloads?: Kept };
type RunFlags = { dryRun?: boolean; yes?: boolean };

export function define(retention: Command): void {
  addShow(retention);
  addSet(retention);
  addRun(retention);
}

function addShow(retention: Command): void {
  const command = retention.command("show").description("show how long data are kept");
  command.action(() => answer(command, show, printShown));
}

function addSet(retention: Command): void {
  const command = retention
    .command("set")
    .description("change how long data are kept; what is not given stays as it is")
    .option("--messages <months>", "months to keep messages with events and attempts, or all", readMonths)
    .option("--payloads <months>", "months to keep the callbacks behind the events, or all", readMonths);
  command.action((flags: SetFlags) => answer(command, () => set(flags), printShown));
}

function addRun(retention: Command): void {
  const command = retention
    .command("run")
    .description("remove now what is no longer kept; counts stay")
    .option("--dry-run", "say what would go, and remove nothing")
    .option("--yes", "do not ask");
  command.action((flags: RunFlags) =>
    flags.dryRun ? answer(command, plan, printPlan) : answer(command, () => run(flags.yes ?? false), printRun),
  );
}

/** Not null for all: the parser of options takes that for an option without a value. */
type Kept = number | "all";

function readMonths(text: string): Kept {
  if (text === "all") return text;
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("give a number of months like 13, or all.");
}

function monthsOf(kept: Kept): number | null {
  return kept === "all" ? null : kept;
}

type Shown = RetentionSettings & { messagesFrom: Date | null; payloadsFrom: Date | null };

async function show(): Promise<Shown> {
  const settings = await readRetention();
  return { ...settings, ...horizonsAt(systemClock(), settings) };
}

async function set({ messages, payloads }: SetFlags): Promise<Shown> {
  if (messages === undefined && payloads === undefined) {
    throw new AppError("invalid_input", "Give --messages or --payloads.");
  }
  const input = {
    ...(messages === undefined ? {} : { messagesMonths: monthsOf(messages) }),
    ...(payloads === undefined ? {} : { payloadsMonths: monthsOf(payloads) }),
  };
  const result = await setRetention(input, { kind: "system" }, systemClock);
  if (result.ok) return show();
  const said = Object.entries(result.fields).map(([name, problem]) => `${OPTIONS[name] ?? name}: ${problem}`);
  throw new AppError("invalid_input", said.join("; "), { fields: result.fields });
}

const OPTIONS: Readonly<Record<string, string>> = { messagesMonths: "--messages", payloadsMonths: "--payloads" };

type ShownPlan = Omit<RetentionPlan, "partitions"> & {
  partitions: { name: string; goes: string; rows: number; bytes: number }[];
};

async function plan(): Promise<ShownPlan> {
  const { partitions, ...counts } = await planRetention(systemClock());
  const listed = partitions.map(({ partition: { name, bytes }, goes, rows }) => ({ name, goes, rows, bytes }));
  return { ...counts, partitions: listed };
}

async function run(isSure: boolean): Promise<RetentionRun> {
  if (!isSure && process.stdin.isTTY) await confirm(await planRetention(systemClock()));
  return runRetention({
    now: systemClock(),
    actor: { kind: "system" },
    onProgress: (month) => process.stderr.write(`Dropping ${month} …\n`),
  });
}

/** The question stands on stderr: stdout is the answer's alone. */
async function confirm(going: RetentionPlan): Promise<void> {
  if (isNothing(going)) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const { messages, events, payloads, verifications } = going;
  const what = `${messages} messages, ${events} events, ${payloads} callbacks and ${verifications} verifications`;
  const said = await terminal.question(`This removes ${what} for good. Type yes to go on: `);
  terminal.close();
  if (said.trim().toLowerCase() !== "yes") throw new AppError("conflict", "Nothing was removed.");
}

function printShown({ messagesMonths, payloadsMonths, messagesFrom, payloadsFrom }: Shown): string {
  const say = (months: number | null, from: Date | null) =>
    months === null || from === null ? null : `${months} months: from ${day(from)} on`;
  return fields({
    Messages: say(messagesMonths, messagesFrom) ?? "all are kept",
    Callbacks: say(payloadsMonths, payloadsFrom) ?? "as long as their messages",
  });
}

function printPlan({ partitions, ...going }: ShownPlan): string {
  const { messages, events, payloads, verifications, reviewPayloads, bytes } = going;
  if (partitions.length + verifications + reviewPayloads === 0) return "Nothing would go.";
  const rows = partitions.map(({ name, goes, rows, bytes }) => [name, goes, rows, megabytes(bytes)]);
  const sums = { messages, events, callbacks: payloads, verifications, "in review": reviewPayloads };
  return `${columns(["PARTITION", "WOULD BE", "ROWS", "SIZE"], rows)}\n\n${fields({ ...sums, size: megabytes(bytes) })}`;
}

function printRun({ messages, verifications, reviewPayloads, dropped, emptied, finished }: RetentionRun): string {
  const done = `Removed ${messages} messages, ${verifications} verifications and ${reviewPayloads} callbacks in review; `;
  const tables = `dropped ${dropped.length} partitions, emptied ${emptied.length}.`;
  return done + tables + (finished ? "" : " Something is still in use or left: run it again.");
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
