import type { Command } from "commander";
import { systemClock } from "@/lib/clock";
import { addConnection } from "@/lib/connections/add-connection";
import { listConnections } from "@/lib/connections/list-connections";
import { webhookUrl } from "@/lib/connections/webhook-url";
import { answer } from "./answer";
import { columns, fields } from "./columns";
import { collectPairs, readValue } from "./pairs";

type Flags = {
  provider: string;
  label: string;
  secret: Record<string, string>;
  setting: Record<string, string>;
  deadline?: string;
  demo?: boolean;
};

export function addConnectionsCommand(program: Command): void {
  const connections = program.command("connections").description("provider accounts that send callbacks");
  addAdd(connections);
  addList(connections);
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
