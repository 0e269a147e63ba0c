import { AppError } from "@/lib/errors";
import { type CurrentUser, currentUser } from "./current-user";
import { may, type Permission } from "./permissions";

/** The signed-in user, when their role may do this; else an `unauthenticated` or `forbidden` error. */
export async function requirePermission(permission: Permission): Promise<CurrentUser> {
  const user = await currentUser();
  if (!user) throw new AppError("unauthenticated", "Sign in first.");
  if (!may(user.role, permission)) throw new AppError("forbidden", "Your role may not do this.");
  return user;
}
