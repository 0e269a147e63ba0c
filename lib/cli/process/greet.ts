import { hasAdmin } from "@/lib/auth/find-invitation";
import { systemClock } from "@/lib/clock";
import { publicUrl } from "@/lib/public-url";
import { offerFirstAdmin } from "@/lib/users/offer-first-admin";
import { demoSignIns } from "./demo";
import { say } from "./progress";

/** Says where to open it, and how to get in: as a demo account, or as the first admin. */
export async function greet(isDemo: boolean): Promise<void> {
  say(`\nOTP Desk is ready: ${publicUrl()}\n`);
  const signIns = isDemo ? await demoSignIns() : null;
  if (signIns) {
    say("Demo sign-ins, all with one password:");
    for (const { email, role } of signIns.accounts) say(`  ${email.padEnd(22)} ${role}`);
    say(`  password               ${signIns.password}\n`);
  } else if (!(await hasAdmin())) await sayFirstAdmin();
}

/** A link that makes an admin belongs on a screen: what a supervisor keeps of our output, many can read, and for long. */
async function sayFirstAdmin(): Promise<void> {
  if (!process.stdout.isTTY) return say(`There is no admin yet. Make the first one:\n  ${ADD_ADMIN}\n`);
  const offered = await offerFirstAdmin(systemClock);
  if (!offered) return;
  const { token, expiresAt } = offered;
  say(`Make the first admin here, once, before ${expiresAt.toISOString()}:\n  ${publicUrl()}/invite/${token}\n`);
}

const ADD_ADMIN = "npm run -s cli -- users add --role admin --email you@company.example";
