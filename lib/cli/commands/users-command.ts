import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { AddUserInput, addUser } from "@/lib/auth/add-user";
import { ROLES } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/clock";
import { answer } from "../answer";
import { fields } from "../columns";

type Flags = { email: string; role: string; name?: string; password?: string };

export function addUsersCommand(program: Command): void {
  const users = program.command("users").description("people who sign in");
  const command = users
    .command("add")
    .description("add a person; without --password one is made and shown this once")
    .requiredOption("--email <address>", "what they sign in with")
    .requiredOption("--role <role>", `one of ${ROLES.join(", ")}`)
    .option("--name <text>", "what colleagues see; by default the address")
    .option("--password <text>", "at least 12 characters");
  command.action((flags: Flags) => answer(command, () => add(flags), fields));
}

async function add({ email, role, name, password }: Flags) {
  const made = password === undefined ? randomBytes(15).toString("base64url") : undefined;
  const input = AddUserInput.parse({ email, role, name: name ?? email, password: password ?? made });
  const user = await addUser(input, systemClock);
  return made === undefined ? user : { ...user, password: made };
}
