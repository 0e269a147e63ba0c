import { randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import { AddUserInput, addUser } from "@/lib/auth/add-user";
import { ROLES } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/clock";
import { answer } from "../answer";
import { fields } from "../columns";
import { parseFlags } from "../parse-flags";

type Flags = { email: string; role: string; name?: string; password?: string };

export function define(users: Command): void {
  const command = users
    .command("add")
    .description("add a person; without --password one is made and shown this once")
    .requiredOption("--email <address>", "what they sign in with")
    .addOption(new Option("--role <role>", "what they may do").choices(ROLES).makeOptionMandatory())
    .option("--name <text>", "what colleagues see; by default the address")
    .option("--password <text>", "at least 12 characters");
  command.action((flags: Flags) => answer(command, () => add(flags), fields));
}

async function add({ email, role, name, password }: Flags) {
  const made = password === undefined ? randomBytes(15).toString("base64url") : undefined;
  const input = parseFlags(AddUserInput, { email, role, name: name ?? email, password: password ?? made });
  const user = await addUser(input, systemClock);
  return made === undefined ? user : { ...user, password: made };
}
