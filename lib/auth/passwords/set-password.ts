import type { Tx } from "@/lib/db";
import { dropSessions } from "../sessions/end-sessions";

/** A new password ends what the old one opened: every session, and every link that would set another. */
export async function setPassword(tx: Tx, userId: string, passwordHash: string, at: Date): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { passwordHash, updatedAt: at } });
  await dropSessions(tx, userId);
  await tx.passwordReset.deleteMany({ where: { userId } });
}
