import { checkHealth } from "@/lib/api/check-health";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const health = await checkHealth();
  const isOk = health.status === "ok";
  return Response.json(health, {
    status: isOk ? 200 : 503,
    headers: { "cache-control": "no-store", ...(!isOk && { "retry-after": "5" }) },
  });
}
