import { answerBatch } from "@/lib/api/answer-batch";
import { readIdempotencyKey } from "@/lib/api/read-idempotency-key";
import { readJson } from "@/lib/api/read-json";
import { apiRoute } from "@/lib/api/route";
import { systemClock } from "@/lib/clock";
import { RegisterMessageInput, registerMessages } from "@/lib/messages/register-message";

export const POST = apiRoute("messages:write", async ({ request, apiKey }) => {
  const idempotencyKey = readIdempotencyKey(request);
  const body = await readJson(request);
  return answerBatch(body, RegisterMessageInput, (inputs) =>
    registerMessages(apiKey, inputs, systemClock, idempotencyKey),
  );
});
