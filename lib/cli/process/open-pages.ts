import { createServer, type IncomingMessage } from "node:http";
import next from "next";
import { problem } from "@/lib/api/problem";
import { judgeRequest, type Refusal } from "@/lib/gate/judge-request";
import { ownNames } from "@/lib/gate/own-names";
import { answerUnread } from "@/lib/ingest/doors/answer-unread";
import { CALLBACK_PATH, handleCallback } from "@/lib/ingest/doors/callback-door";
import { senderAddress } from "@/lib/ingest/public-address";
import { log } from "@/lib/log";
import type { Handler } from "./listen";
import { PROJECT_ROOT } from "./project-root";

export type Pages = { answer: Handler; close(): Promise<void> };

/** The built pages, with the callback door in front: a callback never passes through the framework. */
export async function openPages(hostname: string, port: number): Promise<Pages> {
  // Next listens for upgrades, on ours unless given another: there a callback that offers HTTP/2 would get no answer.
  const httpServer = createServer();
  const app = next({ dev: false, dir: PROJECT_ROOT, hostname, port, httpServer, customServer: true, quiet: true });
  await app.prepare();
  const answerPage = app.getRequestHandler();
  const answer: Handler = (request, response) => {
    if (request.url?.startsWith(CALLBACK_PATH)) return handleCallback(request, response);
    const refusal = refusalOf(request);
    if (refusal) return answerUnread(request, response, inWords(request, refusal));
    // Pages throttle by this header: nothing but what a trusted proxy says may stand in it.
    request.headers["x-forwarded-for"] = senderAddress(callerOf(request));
    answerPage(request, response).catch((error) => {
      log().error({ name: (error as Error).name }, "a page failed");
      response.destroy();
    });
  };
  return { answer, close: () => app.close() };
}

/** Before Next reads anything of it: what Next cannot read, it takes for a fault of its own. */
function refusalOf({ method = "", url = "", headers }: IncomingMessage): Refusal | null {
  const header = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  return judgeRequest({ method, target: url, header }, ownNames());
}

function inWords({ url = "" }: IncomingMessage, { status, words, headers }: Refusal) {
  if (!url.startsWith("/api/v1/")) {
    return { status, headers: { ...headers, "content-type": "text/plain; charset=utf-8" }, body: `${words}\n` };
  }
  const body = JSON.stringify({ ...problem({ code: "bad_request", message: words }), status });
  return { status, headers: { "content-type": "application/problem+json" }, body };
}

function callerOf({ socket, headers }: IncomingMessage): Parameters<typeof senderAddress>[0] {
  const forwardedFor = headers["x-forwarded-for"];
  return {
    address: socket.remoteAddress ?? null,
    headers: typeof forwardedFor === "string" ? { "x-forwarded-for": forwardedFor } : {},
  };
}
