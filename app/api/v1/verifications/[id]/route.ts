import { answerIfKnown } from "@/lib/api/answer-if-known";
import { readLocale } from "@/lib/api/read-locale";
import { apiRoute } from "@/lib/api/route";
import { systemClock } from "@/lib/clock";
import { getVerificationStatus } from "@/lib/stories/get-verification-status";

export const GET = apiRoute<{ id: string }>("verifications:read", async ({ request, params, apiKey }) => {
  const locale = readLocale(request);
  const asked = { kind: "verification_id", name: params.id, clock: systemClock } as const;
  const status = await answerIfKnown(apiKey, asked, () => getVerificationStatus(params.id, locale, systemClock));
  return Response.json(status, { headers: { "content-language": locale } });
});
