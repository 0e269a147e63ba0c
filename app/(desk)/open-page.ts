import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { read } from "@/app/read";
import type { CurrentUser } from "@/lib/auth/current-user";
import type { Permission } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/require-permission";
import { isAppError } from "@/lib/errors";

/** First line of every page of the desk: who asks, or off to the sign-in page and back, or the word that they may not. */
export async function openPage(permission: Permission): Promise<CurrentUser> {
  try {
    return await read(requirePermission(permission));
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === "forbidden") redirect("/forbidden");
    if (error.code === "unauthenticated") redirect(await signInPath());
    throw error;
  }
}

/** To sign in, and then back to where this was asked for. */
export async function signInPath(): Promise<string> {
  const path = (await headers()).get("x-path") ?? "/";
  return path === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(path)}`;
}
