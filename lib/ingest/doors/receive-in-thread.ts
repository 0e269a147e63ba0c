import { Worker } from "node:worker_threads";
import type { Metrics } from "@/lib/meters";
import type { CallbackResponse } from "@/lib/providers/provider";
import { processWide } from "@/lib/runtime";
import type { RawCallback } from "../raw-callback";
import { CallbackThread } from "./callback-thread";

/** `receiveCallback` in this process's thread for it. Only in bundled code: it is the bundler that finds the thread's file. */
export function receiveInThread(callback: RawCallback): Promise<CallbackResponse> {
  return callbackThread().take(callback);
}

export function unansweredByThread(): number {
  return callbackThread().unanswered;
}

/** What the thread has counted; null where this process has none. */
export function metricsOfThread(): Promise<Metrics | null> {
  return callbackThread().metrics();
}

function callbackThread(): CallbackThread {
  return processWide(
    "callback-thread",
    () => new CallbackThread(() => new Worker(new URL("./callback-thread.entry.ts", import.meta.url))),
  );
}
