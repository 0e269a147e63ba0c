import type { Clock } from "@/lib/clock";
import { type ChangeResult, changeAccount } from "./change-account";

/** Shuts somebody out with their next request; what they did stays on record. */
export function disableUser(id: string, clock: Clock): Promise<ChangeResult> {
  return changeAccount(id, clock, ({ status }) =>
    status === "disabled" ? null : { data: { status: "disabled" }, action: "user_disabled" },
  );
}
