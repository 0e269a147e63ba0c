import type { Command } from "commander";
import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import { db } from "@/lib/db";
import { answer } from "../answer";
import { fields } from "../columns";
import { type RemovedDemo, removeDemo } from "../process/remove-demo";

export function define(demo: Command): void {
  const command = demo.command("remove").description("delete every demo row and account, for good");
  command.action(() => answer(command, remove, (removed) => fields({ ...removed })));
}

async function remove(): Promise<RemovedDemo> {
  const removed = await removeDemo();
  const entry = { actor: { kind: "system" }, action: "demo_removed", subject: null, at: systemClock() } as const;
  await db().$transaction((tx) => recordAudit(tx, { ...entry, details: removed }));
  return removed;
}
