import { answerBatch } from "@/lib/api/answer-batch";
import { readJsonBody } from "@/lib/api/read-json-body";
import { apiRoute } from "@/lib/api/route";
import { systemClock } from "@/lib/clock";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { VerificationEventInput } from "@/lib/registrations/verification-event";

export const POST = apiRoute<{ id: string }>("verifications:write", async ({ request, params, apiKey }) => {
  const body = await readJsonBody(request);
  return answerBatch(body, VerificationEventInput, (inputs) =>
    recordVerificationEvents(apiKey, params.id, inputs, systemClock),
  );
});
