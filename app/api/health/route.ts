import { answerHealth } from "@/lib/api/check-health";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const { body, ...answer } = await answerHealth();
  return new Response(body, answer);
}
