import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type Agent, request } from "node:https";
import type { WebhookRequest } from "@/lib/providers/provider";

/** On the wire as it stands: `fetch` would rewrite the address, and does not know the certificate. Its status. */
export async function postOverTls(
  url: string,
  { headers, body }: WebhookRequest,
  { ca, agent }: { ca: Buffer; agent?: Agent },
): Promise<number> {
  const { hostname, port, origin } = new URL(url);
  const sending = request({ hostname, port, path: url.slice(origin.length), method: "POST", headers, ca, agent });
  sending.end(body);
  const [answer] = (await once(sending, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}
