import { requirePermission } from "@/lib/auth/require-permission";
import { db } from "@/lib/db";

/** Everyone with an account, to choose whose entries to see. */
export async function listActors(): Promise<{ id: string; name: string; email: string }[]> {
  await requirePermission("audit:read");
  return db().user.findMany({
    select: { id: true, name: true, email: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
}
