import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebhookRequest } from "@/lib/providers/provider";

export type RawAnswer = { status: number; headers: Record<string, string>; body: string };

/** A connection that sends bytes as they are told, to say what no HTTP client would. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private isEnded = false;
  private wake = () => {};
  private readonly openedAt = performance.now();
  /** Milliseconds from the opening to the end, by either side; a reset is an end. */
  readonly ended: Promise<number>;

  private constructor(readonly socket: Socket) {
    this.ended = new Promise((resolve) => {
      socket.once("close", () => {
        this.isEnded = true;
        this.wake();
        resolve(performance.now() - this.openedAt);
      });
    });
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
  }

  static async open(origin: string): Promise<RawConnection> {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  get isOpen(): boolean {
    return !this.isEnded;
  }

  /** All in one piece, as long as the other side has not ended. */
  send(...parts: (string | Buffer)[]): this {
    if (this.socket.writable) this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part))));
    return this;
  }

  /** Each part in a segment of its own, as far as the network keeps them apart. */
  async sendApart(parts: readonly (string | Buffer)[], pauseMs = 1): Promise<this> {
    for (const part of parts) {
      this.send(part);
      await sleep(pauseMs);
    }
    return this;
  }

  /** The next answer in the order they came; null when the connection ended without another. */
  async answer(): Promise<RawAnswer | null> {
    for (;;) {
      const read = readAnswer(this.received);
      if (read) {
        this.received = this.received.subarray(read.length);
        return read.answer;
      }
      if (this.isEnded) return null;
      await new Promise((resolve) => {
        this.wake = () => resolve(undefined);
      });
    }
  }

  /** Ends it as a sender does that dies: without a farewell. */
  async reset(): Promise<void> {
    this.socket.resetAndDestroy();
    await this.ended;
  }
}

/** One exchange on a connection of its own: the first final answer, and how long the connection stayed. */
export async function exchange(origin: string, ...parts: (string | Buffer)[]) {
  const connection = (await RawConnection.open(origin)).send(...parts);
  const answer = await connection.answer();
  connection.socket.end();
  return { answer, status: answer?.status ?? null, endedAfterMs: await connection.ended };
}

/** A request's head. `headers` are appended as they stand; the length is the sender's to claim. */
export function head(start: string, headers: Readonly<Record<string, string | number>> = {}): string {
  const lines = Object.entries({ host: "callbacks.otpdesk.test", ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${[start, ...lines].join("\r\n")}\r\n\r\n`;
}

/** A signed callback on the wire; `length` replaces the true one. */
export function onTheWire({ method, url, headers, body }: WebhookRequest, length = body.length): [string, Buffer] {
  return [head(`${method} ${targetOf(url)} HTTP/1.1`, { ...headers, "content-length": length }), body];
}

export function targetOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** A body in chunks of these sizes, the last size again and again; with its end. */
export function chunked(body: Buffer, sizes: readonly number[]): Buffer[] {
  const frames: Buffer[] = [];
  for (let start = 0, n = 0; start < body.length; n += 1) {
    const chunk = body.subarray(start, start + (sizes[Math.min(n, sizes.length - 1)] ?? 1));
    frames.push(Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]));
    start += chunk.length;
  }
  return [...frames, Buffer.from("0\r\n\r\n")];
}

function readAnswer(bytes: Buffer): { answer: RawAnswer; length: number } | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [start = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const bodyLength = headers["transfer-encoding"]
    ? chunkedLength(bytes.subarray(end + 4))
    : Number(headers["content-length"] ?? 0);
  if (bodyLength === null || bytes.length < end + 4 + bodyLength) return null;
  const body = bytes.subarray(end + 4, end + 4 + bodyLength).toString();
  return { answer: { status: Number(start.split(" ")[1]), headers, body }, length: end + 4 + bodyLength };
}

/** How far a chunked answer reaches; null before its end is there. */
function chunkedLength(bytes: Buffer): number | null {
  const end = bytes.indexOf("0\r\n\r\n");
  return end < 0 ? null : end + 5;
}
