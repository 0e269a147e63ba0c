import { type Command, Option } from "commander";
import { systemClock } from "@/lib/clock";
import { addConnection } from "@/lib/connections/add-connection";
import { listConnections } from "@/lib/connections/list-connections";
import { replaceSecret } from "@/lib/connections/rotate-secret";
import { pastedUrl } from "@/lib/connections/webhook-url";
import { env } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";
import { providers } from "@/lib/providers/registry";
import { answer } from "../answer";
import { columns, fields } from "../columns";
import { asFlags, explainFields } from "../explain-fields";
import { collectPairs, readValue } from "../pairs";
import { wholeNumber } from "../parse-flags";
import { readDuration } from "../read-duration";

type Flags = {
  provider: string;
  label: string;
  secret: Record<string, string>;
  setting: Record<string, string>;
  deadline?: number;
  demo?: boolean;
};

type RotateFlags = { secret: Record<string, string>; overlap?: number };

export function define(connections: Command): void {
  addAdd(connections);
  addList(connections);
  addRotate(connections);
}

function addAdd(connections: Command): void {
  const command = connections
    .command("add")
    .description("add a provider account; prints the URL to paste at the provider")
    .addOption(new Option("--provider <id>", "which provider").choices(Object.keys(providers)).makeOptionMandatory())
    .requiredOption("--label <text>", "what you call this account")
    .option("--secret <name=value>", "a secret of the provider, repeatable", collectPairs, {})
    .option("--setting <name=value>", "a setting, repeatable; a value may be JSON", collectPairs, {})
    .option("--deadline <seconds>", "how long a final receipt may take", wholeNumber)
    .option("--demo", "make it part of the demo data");
  command.action((flags: Flags) => answer(command, () => add(flags), fields));
}

function addList(connections: Command): void {
  const command = connections
    .command("list")
    .description("list the connections in use")
    .option("--all", "archived ones too");
  command.action((flags: { all?: boolean }) => answer(command, () => list(flags), printList));
}

function addRotate(connections: Command): void {
  const command = connections
    .command("rotate")
    .argument("<id>", "the connection's id or key")
    .description("put a new secret beside the one in force, which verifies until the overlap ends")
    .option("--secret <name=value>", "the new value, repeatable", collectPairs, {})
    .option("--overlap <time>", "how long both verify: 30m, 24h, 3d, or 0 to end the old one at once", readDuration);
  command.action((ref: string, flags: RotateFlags) => answer(command, () => rotate(ref, flags), fields));
}

async function rotate(ref: string, { secret, overlap }: RotateFlags) {
  const connection = (await listConnections()).find(({ id, key }) => id === ref || key === ref);
  if (!connection) throw new AppError("not_found", NO_CONNECTION);
  const input = { connectionId: connection.id, secrets: secret, overlapSeconds: overlap };
  const result = await replaceSecret(input, { kind: "system" }, systemClock);
  if (result.ok) return { id: connection.id, secrets: result.secrets, overlapEndsAt: result.overlapEndsAt };
  if (result.code === "not_found") throw new AppError("not_found", NO_CONNECTION);
  throw new AppError("invalid_input", explainFields(connection.provider, result.fields), { fields: result.fields });
}

const NO_CONNECTION = "There is no connection with this id or key; connections list shows those that there are.";

async function add({ provider, label, secret, setting, deadline, demo }: Flags) {
  requireAddress();
  const settings = Object.fromEntries(Object.entries(setting).map(([name, value]) => [name, readValue(value)]));
  const input = { provider, label, secrets: secret, settings, receiptDeadlineSeconds: deadline, demo };
  const connection = await addConnection(input, systemClock).catch((error) => {
    if (!isAppError(error) || !error.fields) throw asFlags(error);
    throw new AppError(error.code, explainFields(provider, error.fields), { fields: error.fields });
  });
  const { id, key, secrets, warnings } = connection;
  return { id, key, webhookUrl: pastedUrl(connection), secrets, ...(warnings.length > 0 && { warnings }) };
}

/** A provider signs the URL that it is given: a wrong one has every callback refused. */
function requireAddress(): void {
  if (isAddressKnown()) return;
  throw new AppError("misconfigured", "PUBLIC_URL is not set, and no server has started on this database: set it.");
}

function isAddressKnown(): boolean {
  const { PUBLIC_URL, NEXTAUTH_URL } = env();
  return Boolean(PUBLIC_URL ?? NEXTAUTH_URL);
}

async function list({ all = false }: { all?: boolean }) {
  const connections = (await listConnections()).filter(({ archivedAt }) => all || archivedAt === null);
  return connections.map((connection) => ({
    ...connection,
    webhookUrl: isAddressKnown() ? pastedUrl(connection) : null,
  }));
}

function printList(connections: Awaited<ReturnType<typeof list>>): string {
  if (connections.length === 0) return "No connections yet.";
  const rows = connections.map(({ label, provider, status, archivedAt, webhookUrl: url }) => [
    label,
    provider,
    archivedAt ? `${status}, archived` : status,
    url,
  ]);
  return columns(["LABEL", "PROVIDER", "STATUS", "WEBHOOK URL"], rows);
}
