import { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { hashPassword } from "./hash-password";
import { NewPassword } from "./passwords/judge-password";
import { ROLES } from "./permissions";

export const AddUserInput = z.strictObject({
  email: z.string().trim().toLowerCase().pipe(z.email()),
  name: z.string().trim().min(1).max(100),
  role: z.enum(ROLES),
  password: NewPassword,
  /** Lives and dies with the demo data. */
  demo: z.boolean().default(false),
});
export type AddUserInput = z.input<typeof AddUserInput>;

export type AddedUser = { id: string; email: string; role: string };

/** Makes an account with a password: for the command line and the demo. People invite each other instead. */
export async function addUser(input: AddUserInput, clock: Clock): Promise<AddedUser> {
  const { password, ...user } = AddUserInput.parse(input);
  const now = clock();
  const passwordHash = await hashPassword(password);
  const rows = [{ ...user, id: newId(now), passwordHash, createdAt: now, updatedAt: now }];
  return db().$transaction(async (tx) => {
    const [added] = await tx.user.createManyAndReturn({ data: rows, skipDuplicates: true });
    if (!added) throw new AppError("conflict", `${user.email} has an account already.`);
    const { id, email, role } = added;
    const entry = { action: "user_added", subject: { type: "user", id }, details: { role }, at: now } as const;
    await recordAudit(tx, { ...entry, actor: { kind: "system" } });
    return { id, email, role };
  });
}
