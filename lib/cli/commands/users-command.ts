import { randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import { AddUserInput, addUser } from "@/lib/auth/add-user";
import { offerReset } from "@/lib/auth/passwords/offer-reset";
import { isRole, ROLES, type Role } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/clock";
import { publicUrl } from "@/lib/public-url";
import { type AccountChange, changeAccount } from "@/lib/users/change-account";
import { readAccounts } from "@/lib/users/read-accounts";
import { unbindIdentity } from "@/lib/users/unbind-identity";
import { answer } from "../answer";
import { columns, fields } from "../columns";
import { secretFromFile, secretFromStdin } from "../given-secret";
import { requireAddress } from "../installation/require-address";
import { parseFlags } from "../parse-flags";
import { findAccount, refuseAccount } from "../refuse-account";

const SYSTEM = { kind: "system" } as const;

export function define(users: Command): void {
  defineAdd(users);
  const list = users.command("list").description("list everyone with an account");
  list.action(() => answer(list, readAccounts, printAccounts));
  defineChange(users, "disable", "shut somebody out at once, everywhere", { to: "disabled" });
  defineChange(users, "enable", "let somebody sign in again", { to: "enabled" });
  const role = onAccount(users, "role", "give somebody another role").argument("<role>", ROLES.join(", "), readRole);
  role.action((ref: string, to: Role) => answer(role, () => change(ref, { to: "role", role: to }), fields));
  const reset = onAccount(users, "reset", "make a link that sets a new password, once, within a day");
  reset.action((ref: string) => answer(reset, () => offer(ref), fields));
  const unbind = onAccount(users, "unbind", "free an account from the person of single sign-on it is bound to");
  unbind.action((ref: string) => answer(unbind, () => free(ref), fields));
}

type AddFlags = {
  email: string;
  role: string;
  name?: string;
  password?: string;
  passwordFile?: string;
  passwordStdin?: boolean;
};

function defineAdd(users: Command): void {
  const command = users
    .command("add")
    .description("add a person; without a password one is made and shown this once")
    .requiredOption("--email <address>", "what they sign in with")
    .addOption(new Option("--role <role>", "what they may do").choices(ROLES).makeOptionMandatory())
    .option("--name <text>", "what colleagues see; by default the address")
    .addOption(new Option("--password-stdin", "the password is piped in").conflicts(["password", "passwordFile"]))
    .addOption(new Option("--password-file <path>", "the password stands in a file").conflicts("password"))
    .option("--password <text>", "at least 12 characters; other programs here can read it while this one runs");
  command.action((flags: AddFlags) => answer(command, () => add(flags), fields));
}

async function add({ email, role, name, ...flags }: AddFlags) {
  const password = await givenPassword(flags);
  const made = password === undefined ? randomBytes(15).toString("base64url") : undefined;
  const input = parseFlags(AddUserInput, { email, role, name: name ?? email, password: password ?? made });
  const user = await addUser(input, systemClock);
  return made === undefined ? user : { ...user, password: made };
}

async function givenPassword(flags: Pick<AddFlags, "password" | "passwordFile" | "passwordStdin">) {
  if (flags.passwordStdin) return secretFromStdin("--password-stdin");
  if (flags.passwordFile !== undefined) return secretFromFile("--password-file", flags.passwordFile);
  return flags.password;
}

function defineChange(users: Command, name: string, about: string, to: AccountChange): void {
  const command = onAccount(users, name, about);
  command.action((ref: string) => answer(command, () => change(ref, to), fields));
}

function onAccount(users: Command, name: string, about: string): Command {
  return users.command(name).argument("<email or id>", "whose account").description(about);
}

async function change(ref: string, to: AccountChange) {
  const { id } = await findAccount(ref);
  const result = await changeAccount(SYSTEM, id, to, systemClock);
  if (!result.ok) refuseAccount(result.code);
  const { email, role, status } = await findAccount(id);
  return { id, email, role, status };
}

async function offer(ref: string) {
  requireAddress();
  const { id } = await findAccount(ref);
  const offered = await offerReset(SYSTEM, id, systemClock);
  if (!offered.ok) return refuseAccount(offered.code);
  const { email, token, expiresAt } = offered;
  return { id, email, link: `${publicUrl()}/reset/${token}`, expiresAt };
}

async function free(ref: string) {
  const { id, email } = await findAccount(ref);
  const result = await unbindIdentity(SYSTEM, id, systemClock);
  if (!result.ok) refuseAccount("not_bound");
  return { id, email };
}

function readRole(text: string): Role {
  if (isRole(text)) return text;
  return refuseAccount("no_role");
}

function printAccounts(accounts: Awaited<ReturnType<typeof readAccounts>>): string {
  const rows = accounts.map(({ email, name, role, status, lastSignInAt }) => [email, name, role, status, lastSignInAt]);
  return columns(["EMAIL", "NAME", "ROLE", "STATUS", "LAST SIGN-IN"], rows);
}
