import type { Command } from "commander";
import { systemClock } from "@/lib/clock";
import { addConnection } from "@/lib/connections/add-connection";
import { listConnections } from "@/lib/connections/list-connections";
import { replaceSecret } from "@/lib/connections/rotate-secret";
import { webhookUrl } from "@/lib/connections/webhook-url";
import { AppError } from "@/lib/errors";
import { answer } from "../answer";
import { columns, fields } from "../columns";
import { collectPairs, readValue } from "../pairs";
import { readDuration } from "../read-duration";

type Flags = {
  provider: string;
  label: string;
  secret: Record<string, string>;
  setting: Record<string, string>;
  deadline?: string;
  demo?: boolean;
};

type RotateFlags = { secret: Record<string, string>; overlap?: number };

export function addConnectionsCommand(program: Command): void {
  const connections = program.command("connections").description("provider accounts that send callbacks");
  addAdd(connections);
  addList(connections);
  addRotate(connections);
}

function addAdd(connections: Command): void {
  const command = connections
    .command("add")
    .description("add a provider account; prints the URL to paste at the provider")
    .requiredOption("--provider <id>", "which provider")
    .requiredOption("--label <text>", "what you call this account")
    .option("--secret <name=value>", "a secret of the provider, repeatable", collectPairs, {})
    .option("--setting <name=value>", "a setting, repeatable; a value may be JSON", collectPairs, {})
    .option("--deadline <seconds>", "how long a final receipt may take")
    .option("--demo", "make it part of the demo data");
  command.action((flags: Flags) => answer(command, () => add(flags), fields));
}

function addList(connections: Command): void {
  const command = connections.command("list").description("list all connections");
  command.action(() => answer(command, list, printList));
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
  if (!connection) throw new AppError("not_found", "There is no connection with this id.");
  const input = { connectionId: connection.id, secrets: secret, overlapSeconds: overlap };
  const result = await replaceSecret(input, { kind: "system" }, systemClock);
  if (result.ok) return { id: connection.id, secrets: result.secrets, overlapEndsAt: result.overlapEndsAt };
  if (result.code === "not_found") throw new AppError("not_found", "There is no connection with this id.");
  const said = Object.entries(result.fields).map(([name, problem]) => (name === "*" ? problem : `${name}: ${problem}`));
  throw new AppError("invalid_input", said.join("; "), { fields: result.fields });
}

async function add({ provider, label, secret, setting, deadline, demo }: Flags) {
  const settings = Object.fromEntries(Object.entries(setting).map(([name, value]) => [name, readValue(value)]));
  const receiptDeadlineSeconds = deadline === undefined ? undefined : Number(deadline);
  const input = { provider, label, secrets: secret, settings, receiptDeadlineSeconds, demo };
  const connection = await addConnection(input, systemClock);
  const { id, key, secrets } = connection;
  return { id, key, webhookUrl: webhookUrl(connection), secrets };
}

async function list() {
  const connections = await listConnections();
  return connections.map((connection) => ({ ...connection, webhookUrl: webhookUrl(connection) }));
}

function printList(connections: Awaited<ReturnType<typeof list>>): string {
  if (connections.length === 0) return "No connections yet.";
  const rows = connections.map(({ label, provider, status, webhookUrl: url }) => [label, provider, status, url]);
  return columns(["LABEL", "PROVIDER", "STATUS", "WEBHOOK URL"], rows);
}
