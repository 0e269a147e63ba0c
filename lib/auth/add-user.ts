import { z } from "zod";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { hashPassword } from "./hash-password";
import { ROLES } from "./permissions";

export const AddUserInput = z.strictObject({
  email: z.string().trim().toLowerCase().pipe(z.email()),
  name: z.string().trim().min(1).max(100),
  role: z.enum(ROLES),
  password: z.string().min(12).max(1000),
  /** Lives and dies with the demo data. */
  demo: z.boolean().default(false),
});
export type AddUserInput = z.input<typeof AddUserInput>;

export type AddedUser = { id: string; email: string; role: string };

export async function addUser(input: AddUserInput, clock: Clock): Promise<AddedUser> {
  const { password, ...user } = AddUserInput.parse(input);
  const now = clock();
  const passwordHash = await hashPassword(password);
  const rows = [{ ...user, id: newId(now), passwordHash, createdAt: now, updatedAt: now }];
  const [added] = await db().user.createManyAndReturn({ data: rows, skipDuplicates: true });
  if (!added) throw new AppError("conflict", `${user.email} has an account already.`);
  return { id: added.id, email: added.email, role: added.role };
}
