import type { IncomingMessage, ServerResponse } from "node:http";
import { answerHealth } from "@/lib/api/check-health";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { CALLBACK_PATH, drainIngest, handleCallback, prepareIngest } from "@/lib/ingest/doors/callback-door";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { noteAddress } from "../installation/known-address";
import { requireInstallation } from "../installation/require-installation";
import { listen } from "./listen";
import { planStart } from "./plan-start";
import { prepareDatabase } from "./prepare-database";
import { say } from "./progress";
import { releaseDatabase } from "./release-database";
import { runUntilStopped } from "./run-until-stopped";

const HEALTH_PATH = "/api/health";

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
  if (path.startsWith(CALLBACK_PATH)) handleCallback(request, response);
  else if (path === HEALTH_PATH && (request.method === "GET" || request.method === "HEAD")) void tellHealth(response);
  else
    response
      .writeHead(404, { "content-type": "text/plain; charset=utf-8", connection: "close" })
      .end("Callbacks only.\n");
}

async function tellHealth(response: ServerResponse): Promise<void> {
  const { status, headers, body } = await answerHealth();
  response.writeHead(status, headers).end(body);
}
