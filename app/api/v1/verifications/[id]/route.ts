import { readLocale } from "@/lib/api/read-locale";
import { apiRoute } from "@/lib/api/route";
import { systemClock } from "@/lib/clock";
import { getVerificationStatus } from "@/lib/stories/get-verification-status";

export const GET = apiRoute<{ id: string }>("verifications:read", async ({ request, params }) => {
  const locale = readLocale(request);
  return Response.json(await getVerificationStatus(params.id, systemClock), {
    headers: { "content-language": locale },
  });
});
