import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { read } from "@/app/read";
import type { CurrentUser } from "@/lib/auth/current-user";
import type { Permission } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/require-permission";
import { isAppError } from "@/lib/errors";
import { signInPath } from "./open-page";

/** First line of every action: who asks, or off to sign in. Who may not is refused: the answer is a 403, and says so. */
export async function openAction(permission: Permission): Promise<CurrentUser> {
  try {
    return await read(requirePermission(permission));
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === "unauthenticated") redirect(await signInPath());
    // Next has no 403 for a form that came without a script: the page that it is led to has.
    if (error.code === "forbidden" && !(await headers()).has("next-action")) redirect("/forbidden");
    throw error;
  }
}
