import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { recordAudit } from "@/lib/audit/record-audit";
import { addUser } from "@/lib/auth/add-user";
import type { Role } from "@/lib/auth/permissions";
import { dropSessions } from "@/lib/auth/sessions/end-sessions";
import { systemClock } from "@/lib/clock";
import { requireSecretFile, secretFile } from "@/lib/database/secret-file";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { demoState, noteDemo } from "./demo-state";
import type { Report } from "./progress";
import { removeDemo } from "./remove-demo";

export type DemoSignIns = { accounts: { email: string; role: string }[]; password: string };

const ACCOUNTS: readonly { email: string; name: string; role: Role }[] = [
  { email: "agent@demo.example", name: "Asha Agent", role: "agent" },
  { email: "senior@demo.example", name: "Samir Senior", role: "senior_agent" },
  { email: "analyst@demo.example", name: "Ana Analyst", role: "analyst" },
  { email: "admin@demo.example", name: "Ada Admin", role: "admin" },
];

/** Whether this database is to get demo data now: a fresh one, or one whose filling was cut short. */
export async function wantsDemo(): Promise<boolean> {
  const state = await demoState();
  if (state !== null) return state === "filling";
  const [users, connections] = await Promise.all([db().user.count(), db().providerConnection.count()]);
  return users + connections === 0;
}

/** The demo's accounts have a printed password: outside demo mode nobody signs in with them, nor is in any more. */
export async function allowDemoAccounts(isDemo: boolean): Promise<void> {
  if (isDemo) await db().user.updateMany({ where: { demo: true }, data: { status: "active" } });
  else await shutOutDemoAccounts(systemClock());
}

async function shutOutDemoAccounts(at: Date): Promise<void> {
  await db().$transaction(async (tx) => {
    const where = { demo: true, status: "active" };
    const shut = await tx.user.updateManyAndReturn({ where, data: { status: "disabled" }, select: { id: true } });
    for (const { id } of shut) await dropSessions(tx, id);
    for (const { id } of shut) {
      const subject = { type: "user", id } as const;
      await recordAudit(tx, { actor: { kind: "system" }, action: "user_disabled", subject, at });
    }
  });
}

/** Fills in the demo's accounts and data; starts over what a killed process began. */
export async function provideDemo(report: Report, signal: AbortSignal): Promise<void> {
  if ((await demoState()) === "filling") await removeDemo();
  await noteDemo("filling");
  const password = await secretFile(passwordFile(), () => randomBytes(9).toString("base64url"));
  for (const account of ACCOUNTS) await addUser({ ...account, password, demo: true }, systemClock);
  // Only a first start needs the simulator.
  const { fillDemo } = await import("@/lib/simulator/fill-demo");
  await fillDemo({
    now: systemClock(),
    onProgress: (done: number, total: number) => {
      signal.throwIfAborted();
      report(`${done.toLocaleString("en")} of ${total.toLocaleString("en")} messages`);
    },
  });
  await noteDemo("filled");
}

/** The demo's accounts, to be printed; null when there are none. */
export async function demoSignIns(): Promise<DemoSignIns | null> {
  const users = await db().user.findMany({ where: { demo: true, status: "active" }, orderBy: { id: "asc" } });
  return users.length === 0 ? null : { accounts: users, password: await demoPassword() };
}

/** What was lost with its file is said in its place: a demo that runs goes on. */
function demoPassword(): Promise<string> {
  return requireSecretFile(passwordFile(), "the demo's accounts were made").catch((error) => {
    if (isAppError(error)) return `(${error.message})`;
    throw error;
  });
}

function passwordFile(): string {
  return join(resolve(env().DATA_DIR), "demo-password");
}
