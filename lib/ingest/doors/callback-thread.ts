import type { Worker } from "node:worker_threads";
import { log } from "@/lib/log";
import type { Metrics } from "@/lib/meters";
import type { CallbackResponse } from "@/lib/providers/provider";
import type { RawCallback } from "../raw-callback";
import { unavailable } from "../receive-callback";
import { Restarts } from "./restarts";

/** What goes to the thread and comes back from it: those of one turn of the event loop together. */
export type Handed = { ticket: number; callback: RawCallback }[];
export type Answered = { ticket: number; answer: CallbackResponse }[];
/** Asked for what the thread has counted; it answers with its `Metrics`. */
export const METRICS_PLEASE = "metrics";
export type Told = Answered | { metrics: Metrics };

type Waiting = { resolve: (answer: CallbackResponse) => void; since: number };

/** Providers hang up after ten to fifteen seconds; the core's own limits, where it runs, are shorter. */
const ANSWER_WITHIN_MS = 10_000;
/** Of those times, until its first answer: a busy machine takes long to load it. */
const BEGINS_WITHIN = 6;
/** A busy thread answers between two batches. */
const TELLS_WITHIN_MS = 2_000;

/**
 * Callbacks taken by a thread of their own, for a door whose own thread a framework keeps busy: verifying and storing
 * go on beside it, on another core. A thread that ends is replaced, ever later if it goes on ending, and what it had not
 * answered is answered 503; so is what comes while none runs, and what has no answer in time.
 */
export class CallbackThread {
  private worker: Worker | null = null;
  private leaving: Handed = [];
  private tickets = 0;
  private begunAt = 0;
  /** Of the running thread; 0 when it has not answered yet. */
  private answeredAt = 0;
  private readonly waiting = new Map<number, Waiting>();
  private late: NodeJS.Timeout | null = null;

  constructor(
    private readonly start: () => Worker,
    private readonly answerWithinMs = ANSWER_WITHIN_MS,
    private readonly restarts = new Restarts(),
  ) {}

  take(callback: RawCallback): Promise<CallbackResponse> {
    const ticket = this.tickets++;
    if (this.leaving.push({ ticket, callback }) === 1) setImmediate(() => this.hand());
    this.late ??= setTimeout(() => this.refuseLate(), this.answerWithinMs).unref();
    return new Promise((resolve) => this.waiting.set(ticket, { resolve, since: performance.now() }));
  }

  /** Callbacks that are not answered yet. */
  get unanswered(): number {
    return this.waiting.size;
  }

  /** What the thread has counted; null where none runs, or it is too busy to say. */
  metrics(): Promise<Metrics | null> {
    const { worker } = this;
    if (!worker) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (metrics: Metrics | null) => {
        clearTimeout(timer);
        worker.off("message", listen);
        resolve(metrics);
      };
      const listen = (told: Told) => "metrics" in told && settle(told.metrics);
      const timer = setTimeout(settle, TELLS_WITHIN_MS, null);
      worker.on("message", listen);
      worker.postMessage(METRICS_PLEASE);
    });
  }

  private hand(): void {
    const handed = this.leaving;
    this.leaving = [];
    const tickets = handed.map(({ ticket }) => ticket);
    if (!this.worker && this.restarts.waitMs > 0) {
      this.refuse(tickets);
      return;
    }
    try {
      this.worker ??= this.begin();
      this.worker.postMessage(handed);
    } catch (error) {
      this.noteFailure(error as Error);
      if (!this.worker) this.restarts.noteEnd();
      this.refuse(tickets);
    }
  }

  private begin(): Worker {
    this.restarts.noteStart();
    this.begunAt = performance.now();
    this.answeredAt = 0;
    const worker = this.start();
    // Whoever waits for an answer keeps the process alive by its socket.
    worker.unref();
    worker.on("message", (told: Told) => {
      if (!Array.isArray(told)) return;
      this.answeredAt = performance.now();
      this.pass(told);
    });
    worker.on("error", (error: Error) => this.noteFailure(error));
    worker.on("exit", () => this.giveUp());
    return worker;
  }

  private pass(answered: Answered): void {
    for (const { ticket, answer } of answered) {
      this.waiting.get(ticket)?.resolve(answer);
      this.waiting.delete(ticket);
    }
  }

  private giveUp(): void {
    this.worker = null;
    this.restarts.noteEnd();
    const unsent = new Set(this.leaving.map(({ ticket }) => ticket));
    this.refuse([...this.waiting.keys()].filter((ticket) => !unsent.has(ticket)));
  }

  private refuseLate(): void {
    const dueBefore = performance.now() - this.answerWithinMs;
    // Those that wait longest stand first.
    const entries = [...this.waiting];
    const inTime = entries.findIndex(([, { since }]) => since > dueBefore);
    const late = inTime < 0 ? entries : entries.slice(0, inTime);
    this.refuse(late.map(([ticket]) => ticket));
    const next = entries[inTime]?.[1].since;
    this.late = next === undefined ? null : setTimeout(() => this.refuseLate(), Math.ceil(next - dueBefore)).unref();
    if (late.some(([, { since }]) => since > this.answeredAt)) this.endSilent();
  }

  /** Not one answer since it was asked: it hangs, and what comes after would wait as long. A beginner is given longer. */
  private endSilent(): void {
    const age = performance.now() - this.begunAt;
    if (this.answeredAt > 0 || age > BEGINS_WITHIN * this.answerWithinMs) void this.worker?.terminate();
  }

  private refuse(tickets: readonly number[]): void {
    const answer = unavailable(Math.max(1, Math.ceil(this.restarts.waitMs / 1_000)));
    this.pass(tickets.map((ticket) => ({ ticket, answer })));
  }

  private noteFailure({ name }: Error): void {
    log().error({ name }, "the thread that takes callbacks failed");
  }
}
