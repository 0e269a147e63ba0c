import { answerBatch } from "@/lib/api/answer-batch";
import { readIdempotencyKey } from "@/lib/api/read-idempotency-key";
import { readJsonBody } from "@/lib/api/read-json-body";
import { apiRoute } from "@/lib/api/route";
import { systemClock } from "@/lib/clock";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";

export const POST = apiRoute("messages:write", async ({ request, apiKey }) => {
  const idempotencyKey = readIdempotencyKey(request);
  const body = await readJsonBody(request);
  return answerBatch(body, RegisterMessageInput, (inputs) =>
    registerMessages(apiKey, inputs, systemClock, idempotencyKey, body),
  );
});
