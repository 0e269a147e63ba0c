import { parentPort } from "node:worker_threads";
import { meters } from "@/lib/meters";
import { receiveCallback } from "../receive-callback";
import { type Answered, type Handed, METRICS_PLEASE } from "./callback-thread";

// The thread's side of `CallbackThread`: the core as it is anywhere, with pools and connections of its own.

let answered: Answered = [];

parentPort?.on("message", (handed: Handed | typeof METRICS_PLEASE) => {
  if (handed === METRICS_PLEASE) {
    void meters()
      .registry.getMetricsAsJSON()
      .then((metrics) => parentPort?.postMessage({ metrics }));
    return;
  }
  for (const { ticket, callback } of handed) {
    const { buffer, byteOffset, byteLength } = callback.body;
    // A Buffer comes over as the plain array that it is.
    const body = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
    void receiveCallback({ ...callback, body }).then((answer) => {
      if (answered.push({ ticket, answer }) === 1) setImmediate(tell);
    });
  }
});

function tell(): void {
  parentPort?.postMessage(answered);
  answered = [];
}
