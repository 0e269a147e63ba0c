import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallbackResponse } from "@/lib/providers/provider";

/** After a refusal, what is still on its way is thrown away this far: a reset could overtake the answer. */
const LINGER_BYTES = 256 * 1024;
const LINGER_MS = 1_000;

/** Answers in full a request that is read no further, and ends the connection once the sender has had the time to read that. */
export function answerUnread(request: IncomingMessage, response: ServerResponse, answer: CallbackResponse): void {
  const { status, headers, body = "" } = answer;
  response.writeHead(status, { ...headers, connection: "close", "content-length": Buffer.byteLength(body) });
  response.write(body);
  let discarded = 0;
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.once("end", end);
  request.once("close", end);
  request.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > LINGER_BYTES) request.pause();
  });
  request.resume();
}
