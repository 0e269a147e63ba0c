import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import { AppError } from "@/lib/errors";
import { refusedUnread } from "@/lib/ingest/doors/callback-door";
import { OpenConnections } from "./open-connections";

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

/** What a connection may take: whoever is slower, or says more before the body, is cut off. */
export const LIMITS = {
  /** A request's head, from the connection or from its first byte. */
  headersTimeout: 10_000,
  /** A request with its body; a callback's body has a shorter one of its own. */
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  /** Longer than load balancers wait, so that they are the first to close. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
  /** Nothing read and nothing written: the answer is not being taken. */
  silence: 120_000,
};

/** Connections that wait to be accepted: providers that all come at once after an outage are not turned away. */
const BACKLOG = 4_096;

/** While stopping, requests that were on their way when we began are still answered. */
const LINGER_MS = 500;
const FORCE_CLOSE_AFTER_MS = 10_000;

/** Takes the port at once, so that a taken one is known before anything else is started. */
export async function listen(host: string, port: number, limits: typeof LIMITS = LIMITS): Promise<Listener> {
  let handler: Handler = notReady;
  const connections = new OpenConnections();
  const server = createServer(limits, (request, response) => {
    connections.asked(request, response);
    response.setHeader("x-content-type-options", "nosniff");
    request.url = originForm(request.url ?? "");
    handler(request, response);
  });
  server.timeout = limits.silence;
  server.on("connection", (socket) => connections.connected(socket));
  server.on("checkContinue", (request, response) => {
    if (!refusedUnread(request)) response.writeContinue();
    server.emit("request", request, response);
  });
  await bind(server, host, port);
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  let closed: Promise<void> | null = null;
  return {
    port: bound,
    url: `http://${reachableHost(host)}:${bound}`,
    answerWith: (next) => {
      handler = next;
    },
    close: () => {
      closed ??= close(server, connections);
      return closed;
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(bindProblem(error, host, port)));
    server.listen({ host, port, backlog: BACKLOG }, resolve);
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
    case "EAI_AGAIN":
      return new AppError("misconfigured", `HOST ${host} is no address of this machine.`);
    default:
      return error;
  }
}

function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** The path of `POST http://host/path`, the form that proxies are spoken to in; others as they are. */
function originForm(target: string): string {
  const [absolute] = /^https?:\/\/[^/?#]*/i.exec(target) ?? [];
  if (absolute === undefined) return target;
  const path = target.slice(absolute.length);
  return path.startsWith("/") ? path : `/${path}`;
}

function notReady(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "content-type": "text/plain; charset=utf-8", "retry-after": "5", connection: "close" });
  response.end("OTP Desk is starting.\n");
}

async function close(server: Server, connections: OpenConnections): Promise<void> {
  // The close of http.Server would cut at once whatever looks idle: requests on their way would get no answer.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  connections.announceEnd();
  const unused = setTimeout(() => connections.cutUnused(), LINGER_MS);
  const force = setTimeout(() => server.closeAllConnections(), FORCE_CLOSE_AFTER_MS);
  await closed;
  clearTimeout(unused);
  clearTimeout(force);
}
