import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AppError } from "@/lib/errors";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export type Listener = {
  port: number;
  /** Where a browser on this machine finds it. */
  url: string;
  /** From now on requests are answered by this; before, they get a 503 that says to come again. */
  answerWith(handler: Handler): void;
  /** Takes no new connection, and resolves when every request under way has its answer. */
  close(): Promise<void>;
};

const FORCE_CLOSE_AFTER_MS = 10_000;

/** Takes the port at once, so that a taken one is known before anything else is started. */
export async function listen(host: string, port: number): Promise<Listener> {
  let handler: Handler = notReady;
  const server = createServer((request, response) => handler(request, response));
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  await bind(server, host, port);
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return {
    port: bound,
    url: `http://${reachableHost(host)}:${bound}`,
    answerWith: (next) => {
      handler = next;
    },
    close: () => close(server),
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(bindProblem(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function bindProblem(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new AppError("misconfigured", `PORT ${port} is taken on ${host}: stop what uses it, or set another PORT.`);
    case "EACCES":
      return new AppError("misconfigured", `PORT ${port} needs more rights than this user has: set a PORT above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new AppError("misconfigured", `HOST ${host} is no address of this machine.`);
    default:
      return error;
  }
}

function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function notReady(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "content-type": "text/plain; charset=utf-8", "retry-after": "5" });
  response.end("OTP Desk is starting.\n");
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), FORCE_CLOSE_AFTER_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
