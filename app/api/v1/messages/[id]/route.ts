import { answerIfKnown } from "@/lib/api/answer-if-known";
import { parseInput } from "@/lib/api/parse-input";
import { readJsonBody } from "@/lib/api/read-json-body";
import { readLocale } from "@/lib/api/read-locale";
import { apiRoute } from "@/lib/api/route";
import { systemClock } from "@/lib/clock";
import { UpdateMessageInput } from "@/lib/registrations/attachment";
import { updateMessage } from "@/lib/registrations/update-message";
import { getMessageStatus } from "@/lib/stories/get-message-status";

type Params = { id: string };

export const GET = apiRoute<Params>("messages:read", async ({ request, params, apiKey }) => {
  const locale = readLocale(request);
  const asked = { kind: "message_id", name: params.id, clock: systemClock } as const;
  const status = await answerIfKnown(apiKey, asked, () => getMessageStatus(params.id, locale, systemClock));
  return Response.json(status, { headers: { "content-language": locale } });
});

export const PATCH = apiRoute<Params>("messages:write", async ({ request, params, apiKey }) => {
  const input = parseInput(UpdateMessageInput, await readJsonBody(request));
  if (!input.ok) throw input.error;
  const asked = { kind: "message_id", name: params.id, clock: systemClock } as const;
  const updated = await answerIfKnown(apiKey, asked, () => updateMessage(apiKey, params.id, input.value, systemClock));
  return Response.json(updated);
});
