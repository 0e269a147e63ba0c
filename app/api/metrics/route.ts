import { answerMetrics } from "@/lib/api/answer-metrics";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  const { body, ...answer } = await answerMetrics(request.headers.get("authorization"));
  return new Response(body, answer);
}
