import { describe, expect, it } from "vitest";
import { Batcher } from "./batcher";

type Flush = (items: number[]) => Promise<number[]>;

function batcher(
  flush: Flush,
  limits: Partial<{
    fullCount: number;
    maxCount: number;
    maxBytes: number;
    maxQueuedCount: number;
    lanes: number;
  }> = {},
) {
  return new Batcher<number, number>({
    flush,
    bytesOf: (item) => item,
    fullCount: limits.fullCount ?? limits.maxCount ?? 100,
    maxCount: limits.maxCount ?? 100,
    maxBytes: limits.maxBytes ?? 1_000,
    lanes: limits.lanes ?? 1,
    maxQueuedCount: limits.maxQueuedCount ?? 1_000,
    maxQueuedBytes: 10_000,
  });
}

/** A store that holds its batches until told to go on. */
function slowStore() {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const flush: Flush = async (items) => {
    batches.push(items);
    await new Promise<void>((resolve) => gates.push(resolve));
    return items.map((item) => item * 10);
  };
  const next = async () => {
    while (gates.length === 0) await new Promise(setImmediate);
    gates.shift()?.();
  };
  return { batches, flush, next };
}

describe("batcher", () => {
  it("stores what arrives during a commit together in the next one", async () => {
    const store = slowStore();
    const queue = batcher(store.flush);
    const first = queue.add(1);
    await new Promise(setImmediate);
    const rest = [2, 3, 4].map((item) => queue.add(item));
    await store.next();
    await store.next();
    expect(await Promise.all([first, ...rest])).toEqual([10, 20, 30, 40]);
    expect(store.batches).toEqual([[1], [2, 3, 4]]);
  });

  it("stores half of a crowd at once, so that another batch is prepared meanwhile, up to what a batch may hold", async () => {
    const sizes: number[] = [];
    const flush: Flush = async (items) => {
      sizes.push(items.length);
      return items;
    };
    const queue = batcher(flush, { fullCount: 4, maxCount: 10 });
    await Promise.all(Array.from({ length: 41 }, (_, item) => queue.add(item)));
    expect(sizes).toEqual([10, 10, 10, 6, 4, 1]);
  });

  it("stores what one batch could not take in others beside it, as far as there are lanes", async () => {
    const store = slowStore();
    const queue = batcher(store.flush, { lanes: 3, maxCount: 2 });
    const all = [1, 2, 3, 4, 5, 6, 7, 8].map((item) => queue.add(item));
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    expect(store.batches).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    for (let batch = 0; batch < 4; batch += 1) await store.next();
    expect(await Promise.all(all)).toEqual([10, 20, 30, 40, 50, 60, 70, 80]);
  });

  it("stores a second batch beside the first once as many wait as are being stored, and no sooner", async () => {
    const store = slowStore();
    const queue = batcher(store.flush, { lanes: 2 });
    const all = [1, 2, 3].map((item) => queue.add(item));
    await new Promise(setImmediate);
    all.push(queue.add(4), queue.add(5));
    await new Promise(setImmediate);
    expect(store.batches).toEqual([[1, 2, 3]]);
    all.push(queue.add(6));
    await new Promise(setImmediate);
    expect(store.batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    all.push(queue.add(7), queue.add(8));
    await store.next();
    await new Promise(setImmediate);
    expect(store.batches).toHaveLength(2);
    await store.next();
    await store.next();
    await Promise.all(all);
    expect(store.batches.at(-1)).toEqual([7, 8]);
    await queue.drain();
  });

  it("bounds a batch by count and by bytes, and still takes one item that is larger than the bound", async () => {
    const seen: number[][] = [];
    const flush: Flush = async (items) => {
      seen.push(items);
      return items;
    };
    await Promise.all([batcher(flush, { maxCount: 2 })].flatMap((queue) => [1, 2, 3].map((item) => queue.add(item))));
    await Promise.all(
      [batcher(flush, { maxBytes: 5 })].flatMap((queue) => [9, 2, 3, 1].map((item) => queue.add(item))),
    );
    expect(seen).toEqual([[1, 2], [3], [9], [2, 3], [1]]);
  });

  it("refuses at once when the queue is full, and takes again when it has room", async () => {
    const store = slowStore();
    const queue = batcher(store.flush, { maxQueuedCount: 2 });
    const first = queue.add(1);
    await new Promise(setImmediate);
    const waiting = [queue.add(2), queue.add(3)];
    await expect(queue.add(4)).rejects.toMatchObject({ code: "unavailable", retryAfterSeconds: 1 });
    await store.next();
    await store.next();
    await Promise.all([first, ...waiting]);
    const again = queue.add(5);
    await store.next();
    expect(await again).toBe(50);
    expect(queue.waiting).toEqual({ count: 0, bytes: 0 });
  });

  it("rejects what failed and what waits behind it, stores nothing twice, and goes on afterwards", async () => {
    const stored: number[] = [];
    let isAway = true;
    const queue = batcher(async (items) => {
      await new Promise(setImmediate);
      if (isAway) throw new Error("away");
      stored.push(...items);
      return items;
    });
    const first = queue.add(1);
    await new Promise(setImmediate);
    const second = queue.add(2);
    await expect(first).rejects.toThrow("away");
    await expect(second).rejects.toThrow("away");
    expect(queue.waiting).toEqual({ count: 0, bytes: 0 });
    isAway = false;
    expect(await queue.add(3)).toBe(3);
    expect(stored).toEqual([3]);
  });

  it("lets one that goes on alone, or failed alone, keep neither its neighbours nor its lane", async () => {
    let finish = (_: number) => {};
    const later = new Promise<number>((resolve) => {
      finish = resolve;
    });
    const queue = batcher(async (items) =>
      items.map((item) =>
        item === 1 ? (later as never) : item === 2 ? (Promise.reject(new Error("alone")) as never) : item,
      ),
    );
    const [slow, failing, other] = [queue.add(1), queue.add(2), queue.add(3)];
    await expect(failing).rejects.toThrow("alone");
    expect([await other, await queue.add(4)]).toEqual([3, 4]);
    await queue.drain();
    finish(10);
    expect(await slow).toBe(10);
  });

  it("drains: resolves when nothing waits and nothing is being stored", async () => {
    const store = slowStore();
    const queue = batcher(store.flush, { maxCount: 1 });
    const all = Promise.all([queue.add(1), queue.add(2)]);
    let isDrained = false;
    const drained = queue.drain().then(() => {
      isDrained = true;
    });
    await store.next();
    expect(isDrained).toBe(false);
    await store.next();
    await Promise.all([all, drained]);
    expect(isDrained).toBe(true);
  });
});
