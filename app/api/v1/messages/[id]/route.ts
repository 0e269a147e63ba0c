import { parseInput } from "@/lib/api/parse-input";
import { readJson } from "@/lib/api/read-json";
import { readLocale } from "@/lib/api/read-locale";
import { apiRoute } from "@/lib/api/route";
import { systemClock } from "@/lib/clock";
import { getMessageStatus } from "@/lib/messages/get-message-status";
import { UpdateMessageInput, updateMessage } from "@/lib/messages/update-message";

type Params = { id: string };

export const GET = apiRoute<Params>("messages:read", async ({ request, params }) => {
  const locale = readLocale(request);
  return Response.json(await getMessageStatus(params.id, systemClock), { headers: { "content-language": locale } });
});

export const PATCH = apiRoute<Params>("messages:write", async ({ request, params, apiKey }) => {
  const input = parseInput(UpdateMessageInput, await readJson(request));
  if (!input.ok) throw input.error;
  return Response.json(await updateMessage(apiKey, params.id, input.value, systemClock));
});
