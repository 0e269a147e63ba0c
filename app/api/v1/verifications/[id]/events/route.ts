import { answerBatch } from "@/lib/api/answer-batch";
import { readJson } from "@/lib/api/read-json";
import { apiRoute } from "@/lib/api/route";
import { systemClock } from "@/lib/clock";
import { recordVerificationEvents, VerificationEventInput } from "@/lib/verifications/record-verification-events";

export const POST = apiRoute<{ id: string }>("verifications:write", async ({ request, params, apiKey }) => {
  const body = await readJson(request);
  return answerBatch(body, VerificationEventInput, (inputs) =>
    recordVerificationEvents(apiKey, params.id, inputs, systemClock),
  );
});
