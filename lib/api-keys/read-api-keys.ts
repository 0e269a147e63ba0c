import { requirePermission } from "@/lib/auth/require-permission";
import { db } from "@/lib/db";

export type ListedApiKey = {
  id: string;
  label: string;
  scopes: string[];
  demo: boolean;
  /** To the minute. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
};

export async function listApiKeys(): Promise<ListedApiKey[]> {
  await requirePermission("api-key:write");
  return readApiKeys();
}

/** Every key that was made, those in force first, newest first; never the key. Permission is the caller's to prove. */
export async function readApiKeys(): Promise<ListedApiKey[]> {
  const select = {
    id: true,
    label: true,
    scopes: true,
    demo: true,
    lastUsedAt: true,
    revokedAt: true,
    createdAt: true,
  };
  return db().apiKey.findMany({ select, orderBy: [{ revokedAt: { sort: "desc", nulls: "first" } }, { id: "desc" }] });
}
