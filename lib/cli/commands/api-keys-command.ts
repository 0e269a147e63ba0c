import type { Command } from "commander";
import { AddApiKeyInput, addApiKey } from "@/lib/auth/add-api-key";
import { API_SCOPES } from "@/lib/auth/api-scopes";
import { systemClock } from "@/lib/clock";
import { answer } from "../answer";
import { fields } from "../columns";

export function addApiKeysCommand(program: Command): void {
  const apiKeys = program.command("api-keys").description("keys for the sending app");
  const command = apiKeys
    .command("add")
    .description("make a key; it is shown this once")
    .requiredOption("--label <text>", "which app it is for")
    .requiredOption("--scopes <list>", `any of ${API_SCOPES.join(",")}`);
  command.action(({ label, scopes }: { label: string; scopes: string }) => {
    const list = scopes.split(",").map((scope) => scope.trim());
    return answer(command, async () => addApiKey(AddApiKeyInput.parse({ label, scopes: list }), systemClock), fields);
  });
}
