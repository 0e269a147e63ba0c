import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { OutgoingRequest, sendRequest } from "@/lib/http/send-request";

type Answer = { status?: number; body?: unknown; headers?: Record<string, string>; afterMs?: number };

/** A provider's API on this machine, which says of each address what a test told it to. */
export class ProviderServer {
  readonly asked: { path: string; headers: IncomingHttpHeaders; at: number }[] = [];
  answer: (path: string) => Answer = () => ({ status: 404 });
  origin = "";
  private server: Server | undefined;

  async start(): Promise<void> {
    this.server = createServer(async (request, response) => {
      const path = request.url ?? "";
      this.asked.push({ path, headers: request.headers, at: Date.now() });
      const { status = 200, body = "", headers = {}, afterMs = 0 } = this.answer(path);
      if (afterMs > 0) await sleep(afterMs, undefined, { ref: false });
      const text = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      response.writeHead(status, headers).end(text);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => this.server?.once("listening", resolve));
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** The guarded client, led from the provider's own host to this one. */
  lead(client: typeof sendRequest): typeof sendRequest {
    return (request: OutgoingRequest, limits) => {
      const { pathname, search } = new URL(request.url);
      return client({ ...request, url: this.origin + pathname + search }, limits);
    };
  }

  forget(): void {
    this.asked.length = 0;
    this.answer = () => ({ status: 404 });
  }
}
