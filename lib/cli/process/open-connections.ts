import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Who is connected, and which answers each still waits for: so that a stop leaves nobody without one. */
export class OpenConnections {
  private readonly waiting = new Map<Socket, Set<ServerResponse>>();
  private state: "open" | "ending" | "cutting" = "open";

  connected(socket: Socket): void {
    this.waiting.set(socket, new Set());
    socket.once("close", () => this.waiting.delete(socket));
  }

  /** The socket is the request's: an answer has none before its turn in a pipeline. */
  asked({ socket }: IncomingMessage, response: ServerResponse): void {
    const answers = this.waiting.get(socket);
    if (!answers) return;
    answers.add(response);
    response.once("close", () => {
      answers.delete(response);
      if (this.state === "cutting" && answers.size === 0) socket.destroySoon();
    });
    if (this.state !== "open") announceLast(answers);
  }

  /** From now on each connection's last answer says `connection: close`, and ends it. */
  announceEnd(): void {
    this.state = "ending";
    for (const answers of this.waiting.values()) announceLast(answers);
  }

  /** Cuts whoever waits for nothing: idle, or still before the end of a request's head. */
  cutUnused(): void {
    this.state = "cutting";
    for (const [socket, answers] of this.waiting) if (answers.size === 0) socket.destroy();
  }
}

/** Of pipelined requests the last one: an answer that closes leaves those behind it without theirs. */
function announceLast(answers: ReadonlySet<ServerResponse>): void {
  const open = [...answers].filter(({ headersSent }) => !headersSent);
  for (const [index, response] of open.entries()) response.shouldKeepAlive = index < open.length - 1;
}
