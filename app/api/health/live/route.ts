import { answerLive } from "@/lib/api/check-health";

export const dynamic = "force-dynamic";

export function GET(): Response {
  const { body, ...answer } = answerLive();
  return new Response(body, answer);
}
