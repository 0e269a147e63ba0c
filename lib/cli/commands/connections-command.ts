import { type Command, Option } from "commander";
import { systemClock } from "@/lib/clock";
import { addConnection } from "@/lib/connections/add-connection";
import { applyChange } from "@/lib/connections/change-connection";
import { listConnections } from "@/lib/connections/list-connections";
import { replaceSecret } from "@/lib/connections/rotate-secret";
import { pastedUrl } from "@/lib/connections/webhook-url";
import { AppError, isAppError } from "@/lib/errors";
import { providers } from "@/lib/providers/registry";
import { answer } from "../answer";
import { columns, fields } from "../columns";
import { asFlags, explainFields } from "../explain-fields";
import { secretFromFile, secretsFromStdin } from "../given-secret";
import { isAddressKnown, requireAddress } from "../installation/require-address";
import { collectPairs, readValue } from "../pairs";
import { wholeNumber } from "../parse-flags";
import { readDuration } from "../read-duration";

type SecretFlags = {
  secret: Record<string, string>;
  secretFile: Record<string, string>;
  secretStdin?: boolean;
};

type Flags = SecretFlags & {
  provider: string;
  label: string;
  setting: Record<string, string>;
  deadline?: number;
  confirmByPoll?: boolean;
  demo?: boolean;
};

type ChangeFlags = Pick<Flags, "setting" | "deadline"> & { label?: string };
type RotateFlags = SecretFlags & { overlap?: number };

export function define(connections: Command): void {
  addAdd(connections);
  addList(connections);
  addRotate(connections);
  addChange(connections);
}

function addAdd(connections: Command): void {
  const command = takingSecrets(connections.command("add"))
    .description("add a provider account; prints the URL to paste at the provider")
    .addOption(new Option("--provider <id>", "which provider").choices(Object.keys(providers)).makeOptionMandatory())
    .requiredOption("--label <text>", "what you call this account")
    .option("--setting <name=value>", "a setting, repeatable; a value may be JSON", collectPairs, {})
    .option("--deadline <seconds>", "how long a final receipt may take", wholeNumber)
    .option("--confirm-by-poll", "ask the provider about what a callback without proof names, and store its answer")
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
  const command = takingSecrets(connections.command("rotate"))
    .argument("<id>", "the connection's id or key")
    .description("put a new secret beside the one in force, which verifies until the overlap ends")
    .option("--overlap <time>", "how long both verify: 30m, 24h, 3d, or 0 to end the old one at once", readDuration);
  command.action((ref: string, flags: RotateFlags) => answer(command, () => rotate(ref, flags), fields));
}

function addChange(connections: Command): void {
  const command = connections
    .command("change")
    .argument("<id>", "the connection's id or key")
    .description("change a connection's name, deadline or settings; what is not named stays as it is")
    .option("--label <text>", "what you call this account")
    .option("--setting <name=value>", "a setting, repeatable; name= alone gives its default back", collectPairs, {})
    .option("--deadline <seconds>", "how long a final receipt may take", wholeNumber);
  command.action((ref: string, flags: ChangeFlags) => answer(command, () => change(ref, flags), fields));
}

function takingSecrets(command: Command): Command {
  return command
    .option("--secret-stdin", "secrets of the provider are piped in as name=value, one a line")
    .option("--secret-file <name=path>", "a secret stands in a file, repeatable", collectPairs, {})
    .option("--secret <name=value>", "a secret; other programs here can read it meanwhile", collectPairs, {});
}

async function givenSecrets({ secret, secretFile, secretStdin }: SecretFlags): Promise<Record<string, string>> {
  const read = Object.entries(secretFile).map(async ([name, path]) => [
    name,
    await secretFromFile("--secret-file", path),
  ]);
  const piped = secretStdin ? await secretsFromStdin("--secret-stdin") : {};
  return { ...secret, ...Object.fromEntries(await Promise.all(read)), ...piped };
}

async function change(ref: string, { label, setting, deadline }: ChangeFlags) {
  const { id, provider } = await requireConnection(ref);
  const settings = Object.entries(setting).map(([name, value]) => [name, value === "" ? null : readValue(value)]);
  const changes = {
    ...(label !== undefined && { label }),
    ...(deadline !== undefined && { receiptDeadlineSeconds: deadline }),
    ...(settings.length > 0 && { someSettings: Object.fromEntries(settings) }),
  };
  if (Object.keys(changes).length === 0) throw new AppError("invalid_input", "Give --label, --deadline or --setting.");
  const result = await applyChange({ id, ...changes }, { kind: "system" }, systemClock);
  if (result.ok) return { id };
  if (result.code === "not_found") throw new AppError("not_found", NO_CONNECTION);
  throw new AppError("invalid_input", explainFields(provider, result.fields), { fields: result.fields });
}

async function requireConnection(ref: string) {
  const connection = (await listConnections()).find(({ id, key }) => id === ref || key === ref);
  if (!connection) throw new AppError("not_found", NO_CONNECTION);
  return connection;
}

async function rotate(ref: string, { overlap, ...flags }: RotateFlags) {
  const connection = await requireConnection(ref);
  const secrets = await givenSecrets(flags);
  const input = { connectionId: connection.id, secrets, overlapSeconds: overlap };
  const result = await replaceSecret(input, { kind: "system" }, systemClock);
  if (result.ok) return { id: connection.id, secrets: result.secrets, overlapEndsAt: result.overlapEndsAt };
  if (result.code === "not_found") throw new AppError("not_found", NO_CONNECTION);
  throw new AppError("invalid_input", explainFields(connection.provider, result.fields), { fields: result.fields });
}

const NO_CONNECTION = "There is no connection with this id or key; connections list shows those that there are.";

async function add({ provider, label, setting, deadline, confirmByPoll, demo, ...flags }: Flags) {
  requireAddress();
  const settings = Object.fromEntries(Object.entries(setting).map(([name, value]) => [name, readValue(value)]));
  const given = await givenSecrets(flags);
  const input = { provider, label, secrets: given, settings, receiptDeadlineSeconds: deadline, confirmByPoll, demo };
  const connection = await addConnection(input, systemClock).catch((error) => {
    if (!isAppError(error) || !error.fields) throw asFlags(error);
    throw new AppError(error.code, explainFields(provider, error.fields), { fields: error.fields });
  });
  const { id, key, secrets, warnings } = connection;
  return { id, key, webhookUrl: pastedUrl(connection), secrets, ...(warnings.length > 0 && { warnings }) };
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
