import type { IncomingMessage, ServerResponse } from "node:http";
import { answerMetrics } from "@/lib/api/answer-metrics";
import { type Answer, answerHealth, answerLive } from "@/lib/api/check-health";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { CALLBACK_PATH, drainIngest, handleCallback, prepareIngest } from "@/lib/ingest/doors/callback-door";
import { errorFacts } from "@/lib/ingest/error-facts";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { log } from "@/lib/log";
import { noteAddress } from "../installation/known-address";
import { requireInstallation } from "../installation/require-installation";
import { listen } from "./listen";
import { planStart } from "./plan-start";
import { prepareDatabase } from "./prepare-database";
import { say } from "./progress";
import { releaseDatabase } from "./release-database";
import { runUntilStopped } from "./run-until-stopped";

/** What this process tells of itself besides taking callbacks. */
const FACTS: Record<string, (request: IncomingMessage) => Answer | Promise<Answer>> = {
  "/api/health": answerHealth,
  "/api/health/live": answerLive,
  "/api/metrics": ({ headers }) => answerMetrics(headers.authorization),
};

/** `npm run ingest`: callbacks alone, on bare `node:http`, beside any number of other processes. */
await runUntilStopped(async (signal, atExit) => {
  const { host, port, warnings } = planStart();
  for (const warning of warnings) say(`  ! ${warning}`);
  requireInstallation();
  const listener = await listen(host, port);
  atExit(listener.close);
  provideEnv({ NEXTAUTH_URL: env().PUBLIC_URL ?? listener.url });
  await prepareDatabase((database) => atExit(() => releaseDatabase(database)), signal);
  atExit(closeDb);
  atExit(closeIngestPool);
  if (env().PUBLIC_URL) await noteAddress();
  await prepareIngest();
  listener.answerWith(answer);
  atExit(async () => {
    await listener.close();
    await drainIngest();
  });
  say(`Callbacks are taken at ${listener.url}${CALLBACK_PATH}`);
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [path = ""] = (request.url ?? "").split("?");
  const tell = request.method === "GET" || request.method === "HEAD" ? FACTS[path] : undefined;
  if (path.startsWith(CALLBACK_PATH)) handleCallback(request, response);
  else if (tell) void send(response, tell(request));
  else
    response
      .writeHead(404, { "content-type": "text/plain; charset=utf-8", connection: "close" })
      .end("Callbacks only.\n");
}

async function send(response: ServerResponse, answer: Answer | Promise<Answer>): Promise<void> {
  try {
    const { status, headers, body } = await answer;
    response.writeHead(status, headers).end(body);
  } catch (error) {
    log().error({ err: errorFacts(error) }, "a question about this process could not be answered");
    response.writeHead(500).end();
  }
}
