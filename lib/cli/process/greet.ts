import { createInvitation } from "@/lib/auth/create-invitation";
import { systemClock } from "@/lib/clock";
import { db } from "@/lib/db";
import { publicUrl } from "@/lib/public-url";
import { demoSignIns } from "./demo";
import { say } from "./progress";

/** Says where to open it, and how to get in: as a demo account, or by a link that makes the first admin. */
export async function greet(isDemo: boolean): Promise<void> {
  const url = publicUrl();
  say(`\nOTP Desk is ready: ${url}\n`);
  const signIns = isDemo ? await demoSignIns() : null;
  if (signIns) {
    say("Demo sign-ins, all with one password:");
    for (const { email, role } of signIns.accounts) say(`  ${email.padEnd(22)} ${role}`);
    say(`  password               ${signIns.password}\n`);
  } else if ((await db().user.count({ where: { role: "admin", status: "active" } })) === 0) {
    const { token, expiresAt } = await createInvitation("admin", systemClock);
    say(`Make the first admin here, once, before ${expiresAt.toISOString()}:\n  ${url}/invite/${token}\n`);
  }
}
