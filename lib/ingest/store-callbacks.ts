import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import { meters, watch } from "@/lib/meters";
import { processWide } from "@/lib/runtime";
import { Batcher } from "./batcher";
import type { Recordable, Recorded } from "./recordable";
import { type Stored, storeEach, storeFree } from "./store-each";

/** Stores one verified callback with whatever else arrives meanwhile; resolves after COMMIT. */
export function storeCallback(item: Recordable): Promise<Recorded> {
  return callbackBatcher().add(item);
}

/** Resolves when every accepted callback is stored or refused. */
export async function drainCallbacks(): Promise<void> {
  await callbackBatcher().drain();
  await heldBatcher().drain();
}

export function waitingCallbacks(): { count: number; bytes: number } {
  const [waiting, held] = [callbackBatcher().waiting, heldBatcher().waiting];
  return { count: waiting.count + held.count, bytes: waiting.bytes + held.bytes };
}

/** Stores a batch that did not come through the queue; rejects when any of it could not be stored. */
export async function storeBatch(batch: readonly Recordable[]): Promise<Recorded[]> {
  return Promise.all(await storeInLane(batch));
}

function callbackBatcher(): Batcher<Recordable, Recorded> {
  return processWide("callback-batcher", () => {
    watchQueues();
    return new Batcher({
      flush: storeInLane,
      bytesOf: (item) => item.bytes,
      fullCount: 128,
      maxCount: 512,
      maxBytes: 8 * 1024 * 1024,
      lanes: 3,
      maxQueuedCount: 20_000,
      maxQueuedBytes: 64 * 1024 * 1024,
    });
  });
}

async function storeInLane(batch: readonly Recordable[]): Promise<(Recorded | Promise<Recorded>)[]> {
  meters().batchCallbacks.observe(batch.length);
  const stored = await storeEach(batch);
  const until = Date.now() + HELD_FOR_MS;
  return stored.map((one, index) => settled(one, { item: batch[index] as Recordable, until }));
}

/** A callback whose message another transaction is working on. */
type Held = { item: Recordable; until: number };

/** So long a callback waits for the message that somebody else holds; then the provider comes again. */
const HELD_FOR_MS = 6_000;
const ASK_AGAIN_MS = 50;

/** They wait beside the lanes, in which others would have to wait with them. */
function heldBatcher(): Batcher<Held, Recorded> {
  return processWide(
    "held-batcher",
    () =>
      new Batcher({
        flush: storeFreed,
        bytesOf: ({ item }) => item.bytes,
        fullCount: 512,
        maxCount: 512,
        maxBytes: 8 * 1024 * 1024,
        lanes: 1,
        maxQueuedCount: 2_000,
        maxQueuedBytes: 64 * 1024 * 1024,
      }),
  );
}

async function storeFreed(held: readonly Held[]): Promise<(Recorded | Promise<Recorded>)[]> {
  await sleep(ASK_AGAIN_MS);
  const stored = await storeFree(held.map(({ item }) => item));
  return stored.map((one, index) => settled(one, held[index] as Held));
}

function settled(stored: Stored, held: Held): Recorded | Promise<Recorded> {
  switch (stored.kind) {
    case "stored":
      return stored.recorded;
    case "failed":
      return Promise.reject(stored.error);
    case "held":
      if (Date.now() < held.until) return heldBatcher().add(held);
      return Promise.reject(new AppError("unavailable", "The message is being changed.", { retryAfterSeconds: 5 }));
  }
}

function watchQueues(): void {
  const of = (unit: "count" | "bytes") => () => [
    { labels: { queue: "storing" }, value: callbackBatcher().waiting[unit] },
    { labels: { queue: "held" }, value: heldBatcher().waiting[unit] },
  ];
  const labelNames = ["queue"] as const;
  watch(
    { name: "otp_desk_callbacks_waiting", help: "Verified callbacks that wait to be stored.", labelNames },
    of("count"),
  );
  watch({ name: "otp_desk_callbacks_waiting_bytes", help: "What they take in memory.", labelNames }, of("bytes"));
}
