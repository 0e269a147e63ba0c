import { connect, type Socket } from "node:net";

const SILENCE_MS = 60_000;

/**
 * One keep-alive connection that sends ready-made requests, one at a time. It does no more than a load needs:
 * a general HTTP client takes three to four times the processor time, which the servers under test would lack.
 */
export class KeepAliveConnection {
  private readonly socket: Socket;
  private received = "";
  private pending: { resolve(status: number): void; reject(error: Error): void } | null = null;

  private constructor(url: URL) {
    this.socket = connect({ port: Number(url.port), host: url.hostname, noDelay: true });
    this.socket.setEncoding("latin1");
    this.socket.setTimeout(SILENCE_MS, () => this.socket.destroy());
    this.socket.on("data", (chunk) => this.take(String(chunk)));
    this.socket.on("error", (error) => this.pending?.reject(error));
    this.socket.on("close", () => this.pending?.reject(new Error("The server closed the connection.")));
  }

  static async open(url: URL): Promise<KeepAliveConnection> {
    const connection = new KeepAliveConnection(url);
    await new Promise<void>((resolve, reject) => {
      connection.socket.once("connect", resolve);
      connection.socket.once("error", reject);
    });
    return connection;
  }

  /** Resolves with the status once the whole answer is there. */
  send(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) return reject(new Error("The server closed the connection."));
      this.pending = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: string): void {
    this.received += chunk;
    const headEnd = this.received.indexOf("\r\n\r\n");
    if (headEnd === -1) return;
    const head = this.received.slice(0, headEnd);
    const status = Number(head.slice(9, 12));
    if (!isWhole(status, head, this.received.slice(headEnd + 4))) return;
    this.received = "";
    const { pending } = this;
    this.pending = null;
    pending?.resolve(status);
  }
}

function isWhole(status: number, head: string, body: string): boolean {
  if (status === 204 || status === 304) return true;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  return length === undefined ? body.endsWith("0\r\n\r\n") : body.length >= Number(length);
}
