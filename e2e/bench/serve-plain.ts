import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { openPool } from "@/lib/db";
import { findConnection } from "@/lib/ingest/connections";
import { prepareCallback } from "@/lib/ingest/prepare-callback";
import { signedUrl } from "@/lib/ingest/public-address";
import { recordBatch } from "@/lib/ingest/record-batch";
import { inTransaction } from "@/lib/ledger/sql/transaction";

/** Contender "plain": bare node:http and pg, the same rows, one transaction of prepared statements a request. */
const pool = openPool({ max: 32 });
const server = createServer((request, response) => {
  takeCallback(request, response).catch(() => response.writeHead(503).end());
});

async function takeCallback(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const receivedAt = new Date();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [, , , , key = ""] = (request.url ?? "").split("/");
  const connection = await findConnection(key);
  const [set] = connection?.secretSets ?? [];
  if (!connection || !set) return void response.writeHead(404).end();
  const headers = request.headers as Record<string, string>;
  const url = signedUrl(request.url ?? "");
  const callback = { method: request.method ?? "", url, headers, body: Buffer.concat(chunks), receivedAt };
  if (!connection.adapter.verify(callback, set.values).ok) return void response.writeHead(401).end();
  const parsed = connection.adapter.parse(callback);
  if (parsed.kind === "handshake" || parsed.kind === "confirm") return void response.writeHead(400).end();
  await inTransaction(
    (tx) => recordBatch(tx, [prepareCallback(parsed, callback, connection, set.secretIds[0] ?? null)]),
    pool,
  );
  response.writeHead(204).end();
}

// As long as our own door keeps it: senders at a low rate come back to the same connection.
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), "127.0.0.1", () => {
  process.stdout.write(`Callbacks are taken at http://127.0.0.1:${process.env.PORT}/api/webhooks/\n`);
});
process.once("SIGTERM", () => {
  server.close(() => pool.end().then(() => process.exit(0)));
  server.closeIdleConnections();
});
