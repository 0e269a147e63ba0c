import { AppError } from "@/lib/errors";

const PATIENCE_MS = 5_000;

/** Asks whether the instance is there, before anything is registered that only its answers would complete. */
export async function requireServer(base: URL): Promise<void> {
  const status = await statusOf(new URL("/api/health", base));
  if (status === null) {
    throw new AppError("unavailable", `Nothing listens at ${base.origin}: start the server, or name it with --url.`);
  }
  if (status === 503) throw new AppError("unavailable", `${base.origin} is not well: see ${base.origin}/api/health.`);
}

async function statusOf(url: URL): Promise<number | null> {
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}
