import { AppError } from "@/lib/errors";

export type BatcherOptions<T, R> = {
  /**
   * Stores a batch; its results in the order of the items, those of them as promises that go on without the lane or
   * that failed alone. Rejects when nothing can be stored now.
   */
  flush(items: T[]): Promise<(R | Promise<R>)[]>;
  bytesOf(item: T): number;
  /** A batch takes all that waits up to this; of a crowd half, so that another is prepared while it is being stored. */
  fullCount: number;
  /** More than this it never takes. */
  maxCount: number;
  maxBytes: number;
  /** So many batches may be stored at once. */
  lanes: number;
  /** All that waits; beyond it `add` refuses at once. */
  maxQueuedCount: number;
  maxQueuedBytes: number;
};

type Waiting<T, R> = { item: T; bytes: number; resolve(result: R | Promise<R>): void; reject(error: unknown): void };

/**
 * Natural batching: while one batch is being stored, arrivals wait; when it is done, all of them go in the
 * next. No timer: an idle system stores each item at once, a busy one hundreds per commit. Another lane
 * opens once as many wait as are being stored: a lone item need not wait for another's commit, and a busy process
 * prepares one batch while the database works on the other.
 */
export class Batcher<T, R> {
  private queue: Waiting<T, R>[] = [];
  private queuedBytes = 0;
  private openLanes = 0;
  private storing = 0;
  private readonly drained: (() => void)[] = [];

  constructor(private readonly options: BatcherOptions<T, R>) {}

  /** Resolves once the item is stored. Rejects with `unavailable` when it could not be, or the queue is full. */
  add(item: T): Promise<R> {
    const bytes = this.options.bytesOf(item);
    const { maxQueuedCount, maxQueuedBytes } = this.options;
    if (this.queue.length >= maxQueuedCount || this.queuedBytes + bytes > maxQueuedBytes) {
      return Promise.reject(new AppError("unavailable", "The queue of callbacks is full.", { retryAfterSeconds: 1 }));
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ item, bytes, resolve, reject });
      this.queuedBytes += bytes;
      if (this.wantsLane()) void this.runLane();
    });
  }

  /** Resolves when nothing waits and nothing is being stored. */
  async drain(): Promise<void> {
    if (this.openLanes > 0) await new Promise<void>((resolve) => this.drained.push(resolve));
  }

  /** What waits now, for health and metrics. */
  get waiting(): { count: number; bytes: number } {
    return { count: this.queue.length, bytes: this.queuedBytes };
  }

  private wantsLane(): boolean {
    return this.openLanes === 0 || (this.openLanes < this.options.lanes && this.storing > 0 && this.isCrowded());
  }

  private isCrowded(): boolean {
    return this.queue.length >= this.storing;
  }

  private async runLane(): Promise<void> {
    this.openLanes += 1;
    // Arrivals of the same turn of the event loop belong to the same batch.
    await new Promise(setImmediate);
    while (this.queue.length > 0 && this.isCrowded()) {
      const stored = this.store(this.take());
      // One batch may not have taken all; those who wait make no further call that could open a lane.
      if (this.wantsLane()) void this.runLane();
      await stored;
    }
    this.openLanes -= 1;
    if (this.openLanes === 0) for (const resolve of this.drained.splice(0)) resolve();
  }

  private take(): Waiting<T, R>[] {
    const { fullCount, maxCount, maxBytes } = this.options;
    const most = Math.min(maxCount, Math.max(fullCount, Math.ceil(this.queue.length / 2)));
    let bytes = 0;
    let count = 0;
    for (const { bytes: size } of this.queue) {
      if (count === most || (count > 0 && bytes + size > maxBytes)) break;
      bytes += size;
      count += 1;
    }
    this.queuedBytes -= bytes;
    return this.queue.splice(0, count);
  }

  private async store(batch: Waiting<T, R>[]): Promise<void> {
    this.storing += batch.length;
    try {
      const results = await this.options.flush(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as R);
      });
    } catch (error) {
      // What waits would run into the same outage, one timeout later: the provider comes again.
      for (const { reject } of [...batch, ...this.queue.splice(0)]) reject(error);
      this.queuedBytes = 0;
    } finally {
      this.storing -= batch.length;
    }
  }
}
