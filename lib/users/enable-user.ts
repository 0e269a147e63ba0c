import type { Clock } from "@/lib/clock";
import { env } from "@/lib/env";
import { type ChangeResult, changeAccount } from "./change-account";

/** Lets somebody in again. A demo account stays out where there is no demo: its password was printed. */
export function enableUser(id: string, clock: Clock): Promise<ChangeResult> {
  return changeAccount(id, clock, ({ status, demo }) => {
    if (status === "active") return null;
    if (demo && env().DEMO !== "on") return { refused: "demo_account" };
    return { data: { status: "active" }, action: "user_enabled" };
  });
}
