import type { Worker } from "node:worker_threads";
import { log } from "@/lib/log";
import type { CallbackResponse } from "@/lib/providers/provider";
import type { RawCallback } from "../raw-callback";
import { unavailable } from "../receive-callback";

/** What goes to the thread and comes back from it: those of one turn of the event loop together. */
export type Handed = { ticket: number; callback: RawCallback }[];
export type Answered = { ticket: number; answer: CallbackResponse }[];

/**
 * Callbacks taken by a thread of their own, for a door whose own thread a framework keeps busy: verifying and storing
 * go on beside it, on another core. A thread that ends is replaced, and what it had not answered is answered 503; so
 * is what comes while none can begin.
 */
export class CallbackThread {
  private worker: Worker | null = null;
  private leaving: Handed = [];
  private tickets = 0;
  private readonly waiting = new Map<number, (answer: CallbackResponse) => void>();

  constructor(private readonly start: () => Worker) {}

  take(callback: RawCallback): Promise<CallbackResponse> {
    const ticket = this.tickets++;
    if (this.leaving.push({ ticket, callback }) === 1) setImmediate(() => this.hand());
    return new Promise((resolve) => this.waiting.set(ticket, resolve));
  }

  /** Callbacks that are not answered yet. */
  get unanswered(): number {
    return this.waiting.size;
  }

  private hand(): void {
    const handed = this.leaving;
    this.leaving = [];
    try {
      this.worker ??= this.begin();
      this.worker.postMessage(handed);
    } catch (error) {
      this.noteFailure(error as Error);
      this.refuse(handed.map(({ ticket }) => ticket));
    }
  }

  private begin(): Worker {
    const worker = this.start();
    // Whoever waits for an answer keeps the process alive by its socket.
    worker.unref();
    worker.on("message", (answered: Answered) => this.pass(answered));
    worker.on("error", (error: Error) => this.noteFailure(error));
    worker.on("exit", () => this.giveUp());
    return worker;
  }

  private pass(answered: Answered): void {
    for (const { ticket, answer } of answered) {
      this.waiting.get(ticket)?.(answer);
      this.waiting.delete(ticket);
    }
  }

  private giveUp(): void {
    this.worker = null;
    const unsent = new Set(this.leaving.map(({ ticket }) => ticket));
    this.refuse([...this.waiting.keys()].filter((ticket) => !unsent.has(ticket)));
  }

  private refuse(tickets: readonly number[]): void {
    this.pass(tickets.map((ticket) => ({ ticket, answer: unavailable(1) })));
  }

  private noteFailure({ name }: Error): void {
    log().error({ name }, "the thread that takes callbacks failed");
  }
}
