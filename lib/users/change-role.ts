import type { Role } from "@/lib/auth/permissions";
import type { Clock } from "@/lib/clock";
import { type ChangeResult, changeAccount } from "./change-account";

/** Gives somebody another role; it counts from their next request on. */
export function changeRole({ id, role }: { id: string; role: Role }, clock: Clock): Promise<ChangeResult> {
  return changeAccount(id, clock, (user) => {
    if (user.role === role) return null;
    return { data: { role }, action: "user_role_changed", details: { from: user.role, to: role } };
  });
}
