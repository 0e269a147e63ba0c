import { ROLES } from "@/lib/auth/permissions";
import { AppError } from "@/lib/errors";
import { type Account, readAccounts } from "@/lib/users/read-accounts";

/** The account of an address or an id, or one line that says that there is none. */
export async function findAccount(ref: string): Promise<Account> {
  const wanted = ref.trim().toLowerCase();
  const account = (await readAccounts()).find(({ id, email }) => id === wanted || email === wanted);
  return account ?? refuseAccount("not_found");
}

const PROBLEMS = {
  not_found: "Nobody has this email or id; users list shows everyone.",
  own_account: "Nobody changes their own account.",
  demo_account: "Demo accounts work in the demo only, with the password that it prints.",
  last_admin: "Nobody else is an admin: make another one first.",
  disabled: "The account is disabled: enable it first.",
  not_bound: "The account is bound to nobody of single sign-on.",
  no_role: `There is no such role. There are: ${ROLES.join(", ")}.`,
} as const;

export function refuseAccount(problem: keyof typeof PROBLEMS): never {
  throw new AppError("invalid_input", PROBLEMS[problem]);
}
