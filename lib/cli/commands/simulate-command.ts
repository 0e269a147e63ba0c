import { type Command, Option } from "commander";
import { systemClock } from "@/lib/clock";
import { FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import { env, provideEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { messageProviders } from "@/lib/providers/registry";
import { publicUrl } from "@/lib/public-url";
import { type RemovedSimulation, removeSimulated } from "@/lib/simulator/remove-simulated";
import { type Resent, resendCaptured } from "@/lib/simulator/resend-captured";
import { SCENARIO_NAMES, SCENARIOS } from "@/lib/simulator/scenarios";
import { simulate } from "@/lib/simulator/simulate";
import type { Simulation } from "@/lib/simulator/summarise-simulation";
import { answer } from "../answer";
import { columns, fields } from "../columns";
import { findInstance } from "../process/instance";

type Flags = {
  provider?: string;
  connection?: string;
  scenario?: string;
  category?: string;
  rate?: string;
  for?: string;
  speed: string;
  url?: string;
  from?: string;
  callbacksOnly?: boolean;
  remove?: boolean;
  seed?: string;
};

export function define(command: Command): void {
  command
    .addOption(
      new Option("--provider <id>", "whose callbacks; its oldest active connection is used").choices(
        messageProviders.map(({ id }) => id),
      ),
    )
    .option("--connection <key>", "over which connection")
    .addOption(new Option("--scenario <name>", "which story, of those below").choices(SCENARIO_NAMES))
    .addOption(new Option("--category <name>", "of the scenario failures: which one").choices(FAILURE_CATEGORIES))
    .option("--rate <n>", "stories begun a second; without it and --for, one story")
    .option("--for <time>", "how long, like 60s or 5m")
    .option("--speed <n>", "how many times faster than life", "20")
    .option("--callbacks-only", "leave out what the app says: messages stay unregistered")
    .option("--seed <text>", "the same seed tells the same stories")
    .option("--from <file>", "sign and send a captured callback instead")
    .option("--remove", "take away the messages and attempts that were simulated before, with their counts")
    .option("--url <base>", "where the instance listens, on this machine")
    .addHelpText("after", () => `\n${scenarioList()}`);
  command.action((flags: Flags) => {
    const isEmbedded = env().DATABASE_URL === undefined;
    if (flags.remove) return answer(command, remove, (removed) => fields(removed));
    const base = () => baseOf(flags, isEmbedded);
    return flags.from ? resend(command, flags.from, flags, base) : tell(command, flags, base);
  });
}

function remove(): Promise<RemovedSimulation> {
  return removeSimulated({ kind: "system" }, systemClock);
}

function tell(command: Command, flags: Flags, base: () => Promise<string>): Promise<void> {
  const work = async () => {
    if (!flags.provider && !flags.connection) throw new AppError("invalid_input", "Name --provider or --connection.");
    if (!flags.scenario) throw new AppError("invalid_input", "Name --scenario, or --from a file.");
    const simulation = await simulate({
      ...flags,
      scenario: flags.scenario,
      rate: flags.rate === undefined ? undefined : amount("--rate", flags.rate),
      forSeconds: flags.for === undefined ? undefined : seconds(flags.for),
      speed: amount("--speed", flags.speed),
      base: await base(),
      onProgress: (line) => process.stderr.write(`${line}\n`),
    });
    if (simulation.unexpected > 0) {
      process.stderr.write(`${unexpectedLine(simulation)}\n`);
      process.exitCode = 1;
    }
    return simulation;
  };
  return answer(command, work, printSimulation);
}

function resend(command: Command, file: string, flags: Flags, base: () => Promise<string>): Promise<void> {
  const work = async () => {
    const resent = await resendCaptured({ ...flags, file, base: await base() });
    if (resent.status >= 200 && resent.status < 300) return resent;
    throw new AppError("unavailable", `The callback was answered ${resent.status || "not at all"}.`);
  };
  return answer(command, work, ({ provider, status, bytes }: Resent) => {
    return `${bytes} bytes, signed as ${provider}, answered ${status}.`;
  });
}

/** The instance that runs on this DATA_DIR, unless one is named; callbacks are signed for the URL that it is known by. */
async function baseOf({ url }: Flags, isEmbedded: boolean): Promise<string> {
  const { PUBLIC_URL, NEXTAUTH_URL, DATA_DIR } = env();
  if (url && !PUBLIC_URL && !NEXTAUTH_URL) provideEnv({ NEXTAUTH_URL: url });
  const instance = isEmbedded && !url ? await findInstance(DATA_DIR) : null;
  return url ?? instance?.url ?? publicUrl();
}

function amount(flag: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1_000) return value;
  throw new AppError("invalid_input", `${flag} must be a number above 0, at most 1000.`);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60 };
const LONGEST_SECONDS = 3_600;

function seconds(text: string): number {
  const [, number, unit = "s"] = /^(\d+(?:\.\d+)?)([sm]?)$/.exec(text) ?? [];
  const value = Number(number) * (UNITS[unit || "s"] ?? 1);
  if (value > 0 && value <= LONGEST_SECONDS) return value;
  throw new AppError("invalid_input", "--for must be a time like 60s or 5m, at most an hour.");
}

function scenarioList(): string {
  return columns(
    ["NAME", "STORY"],
    SCENARIO_NAMES.map((name) => [name, SCENARIOS[name].about]),
  );
}

function unexpectedLine({ unexpected, answers }: Simulation): string {
  const line = `${unexpected} callbacks were not answered as they should be.`;
  if (answers["401"]) {
    return `${line} They are signed for ${publicUrl()}: if the instance is known by another address, set PUBLIC_URL here too.`;
  }
  if (!answers["503"] || !publicUrl().startsWith("https:")) return line;
  return `${line} The simulator stands where the proxy does: TRUSTED_PROXIES of the instance must name 127.0.0.1 for it.`;
}

function printSimulation(simulation: Simulation): string {
  const { stories, callbacks, seconds: took, callbacksPerSecond, answers, told } = simulation;
  const said = Object.entries(answers).map(([status, count]) => `${status} × ${count}`);
  const rows = told.map(({ userRef, recipient, verificationId, messages }) => [
    ...[
      userRef,
      recipient,
      verificationId,
      messages
        .map(({ providerMessageId }) => providerMessageId)
        .slice(0, 2)
        .join(" "),
    ],
  ]);
  return [
    `${stories} ${stories === 1 ? "story" : "stories"}, ${callbacks} callbacks in ${took} s (${callbacksPerSecond}/s), answered ${said.join(", ")}`,
    "",
    columns(["USER", "NUMBER", "VERIFICATION", "MESSAGES"], rows),
  ].join("\n");
}
