import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import type { RawCallback } from "../raw-callback";
import { CallbackThread } from "./callback-thread";

/** Answers with the target and the body's length, late first; ends at `/end`, and fails at `/fail`. */
const ECHO = `
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", (handed) => {
    for (const { callback } of handed) {
      if (callback.target === "/end") process.exit();
      if (callback.target === "/fail") throw new Error("secret");
    }
    const answered = handed.map(({ ticket, callback: { target, body } }) => (
      { ticket, answer: { status: 200, headers: {}, body: target + " " + body.length } }
    ));
    for (const one of answered.reverse()) parentPort.postMessage([one]);
  });`;

function callback(target: string, body = ""): RawCallback {
  return { method: "POST", target, headers: {}, body: Buffer.from(body), address: null, receivedAt: new Date() };
}

describe("CallbackThread", () => {
  const threads: Worker[] = [];
  afterAll(() => Promise.all(threads.map((thread) => thread.terminate())));
  const open = () =>
    new CallbackThread(() => {
      const worker = new Worker(ECHO, { eval: true });
      threads.push(worker);
      return worker;
    });

  it("gives every callback its own answer, in whatever order the thread answers", async () => {
    const thread = open();
    const answers = await Promise.all([
      thread.take(callback("/a", "1")),
      thread.take(callback("/b", "12")),
      thread.take(callback("/c")),
    ]);
    expect(answers.map(({ body }) => body)).toEqual(["/a 1", "/b 2", "/c 0"]);
    expect(thread.unanswered).toBe(0);
  });

  it("answers 503 while no thread can begin, and takes callbacks again once one can", async () => {
    let isPossible = false;
    const thread = new CallbackThread(() => {
      if (!isPossible) throw new Error("no threads left");
      threads.push(new Worker(ECHO, { eval: true }));
      return threads.at(-1) as Worker;
    });
    expect(await thread.take(callback("/a"))).toMatchObject({ status: 503 });
    isPossible = true;
    expect(await thread.take(callback("/b"))).toMatchObject({ status: 200, body: "/b 0" });
    expect(thread.unanswered).toBe(0);
  });

  it.each(["/end", "/fail"])(
    "answers 503 to all that a thread left unanswered at %s, and begins another",
    async (last) => {
      const thread = open();
      const began = threads.length;
      const answers = await Promise.all([thread.take(callback("/a")), thread.take(callback(last))]);
      expect(answers).toMatchObject([
        { status: 503, headers: { "retry-after": "1" } },
        { status: 503, headers: { "retry-after": "1" } },
      ]);
      expect(thread.unanswered).toBe(0);
      expect(await thread.take(callback("/again"))).toMatchObject({ status: 200, body: "/again 0" });
      expect(threads.length - began).toBe(2);
    },
  );
});
