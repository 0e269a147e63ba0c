import type { Command } from "commander";
import { type ListedApiKey, readApiKeys } from "@/lib/api-keys/read-api-keys";
import { revokeApiKey } from "@/lib/api-keys/revoke-api-key";
import { AddApiKeyInput, addApiKey } from "@/lib/auth/add-api-key";
import { API_SCOPES } from "@/lib/auth/api-scopes";
import { systemClock } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { answer } from "../answer";
import { columns, fields } from "../columns";
import { listOf, parseFlags } from "../parse-flags";

export function define(apiKeys: Command): void {
  const add = apiKeys
    .command("add")
    .description("make a key; it is shown this once")
    .requiredOption("--label <text>", "which app it is for")
    .requiredOption("--scopes <list>", `any of ${API_SCOPES.join(",")}`, listOf(API_SCOPES));
  add.action((flags: { label: string; scopes: string[] }) =>
    answer(add, async () => addApiKey(parseFlags(AddApiKeyInput, flags), systemClock), fields),
  );
  const list = apiKeys.command("list").description("list every key that was made, without the keys themselves");
  list.action(() => answer(list, readApiKeys, printKeys));
  const revoke = apiKeys
    .command("revoke")
    .argument("<id>", "of the key, as list shows it")
    .description("end a key with its next request, for good");
  revoke.action((id: string) => answer(revoke, () => end(id), fields));
}

async function end(id: string) {
  const result = await revokeApiKey({ kind: "system" }, id, systemClock);
  if (!result.ok)
    throw new AppError("not_found", "No key in force has this id; api-keys list shows those that there are.");
  return { id };
}

function printKeys(keys: ListedApiKey[]): string {
  if (keys.length === 0) return "No keys yet.";
  const rows = keys.map(({ id, label, scopes, createdAt, lastUsedAt, revokedAt }) => [
    ...[id, label, scopes.join(","), createdAt, lastUsedAt, revokedAt],
  ]);
  return columns(["ID", "LABEL", "SCOPES", "MADE", "LAST USED", "REVOKED"], rows);
}
