import type { Command } from "commander";
import { AddApiKeyInput, addApiKey } from "@/lib/auth/add-api-key";
import { API_SCOPES } from "@/lib/auth/api-scopes";
import { systemClock } from "@/lib/clock";
import { answer } from "../answer";
import { fields } from "../columns";
import { listOf, parseFlags } from "../parse-flags";

export function define(apiKeys: Command): void {
  const command = apiKeys
    .command("add")
    .description("make a key; it is shown this once")
    .requiredOption("--label <text>", "which app it is for")
    .requiredOption("--scopes <list>", `any of ${API_SCOPES.join(",")}`, listOf(API_SCOPES));
  command.action((flags: { label: string; scopes: string[] }) =>
    answer(command, async () => addApiKey(parseFlags(AddApiKeyInput, flags), systemClock), fields),
  );
}
