import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { RawCallback } from "../raw-callback";
import { CallbackThread } from "./callback-thread";
import { Restarts } from "./restarts";

/**
 * Answers with the target and the body's length, late first; ends at `/end`, fails at `/fail`, leaves `/forgotten`
 * without an answer, and hangs at `/hang`.
 */
const ECHO = `
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", (handed) => {
    for (const { callback } of handed) {
      if (callback.target === "/end") process.exit();
      if (callback.target === "/fail") throw new Error("secret");
      while (callback.target === "/hang");
    }
    const answered = handed.filter(({ callback }) => callback.target !== "/forgotten").map(({ ticket, callback: { target, body } }) => (
      { ticket, answer: { status: 200, headers: {}, body: target + " " + body.length } }
    ));
    for (const one of answered.reverse()) parentPort.postMessage([one]);
  });`;

function callback(target: string, body = ""): RawCallback {
  return { method: "POST", target, headers: {}, body: Buffer.from(body), address: null, receivedAt: new Date() };
}

describe("CallbackThread", { timeout: 60_000 }, () => {
  const threads: Worker[] = [];
  afterAll(() => Promise.all(threads.map((thread) => thread.terminate())));
  const open = (answerWithinMs?: number, restarts?: Restarts) =>
    new CallbackThread(
      () => {
        const worker = new Worker(ECHO, { eval: true });
        threads.push(worker);
        return worker;
      },
      answerWithinMs,
      restarts,
    );

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

  it("answers 503 what has no answer in time, and goes on with the rest", async () => {
    const thread = open(2_000);
    const began = threads.length;
    await thread.take(callback("/first"));
    const forgotten = thread.take(callback("/forgotten"));
    for (let n = 0; n < 10; n += 1) {
      await sleep(100);
      expect(await thread.take(callback("/b"))).toMatchObject({ status: 200 });
    }
    expect(await forgotten).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(thread.unanswered).toBe(0);
    expect(await thread.take(callback("/c"))).toMatchObject({ status: 200 });
    expect(threads.length - began).toBe(1);
  });

  it("replaces a thread that hangs, and answers 503 to all that waited for it", async () => {
    const thread = open(2_000);
    const began = threads.length;
    await thread.take(callback("/first"));
    const waiting = [thread.take(callback("/hang")), thread.take(callback("/behind"))];
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([503, 503]);
    await vi.waitFor(async () => expect(await thread.take(callback("/d"))).toMatchObject({ status: 200 }), 10_000);
    expect(threads.length - began).toBe(2);
    expect(thread.unanswered).toBe(0);
  });

  it("begins ever later a thread that goes on ending, and says when to come again", async () => {
    let now = 100_000;
    const thread = open(undefined, new Restarts(() => now));
    const began = threads.length;
    for (let n = 0; n < 2; n += 1) expect(await thread.take(callback("/end"))).toMatchObject({ status: 503 });
    for (let n = 0; n < 50; n += 1) expect(await thread.take(callback("/a"))).toMatchObject({ status: 503 });
    expect(threads.length - began).toBe(2);
    for (const pauseMs of [250, 500, 1_000, 2_000]) {
      now += pauseMs;
      await thread.take(callback("/end"));
    }
    now += 1_500;
    expect(await thread.take(callback("/a"))).toMatchObject({ status: 503, headers: { "retry-after": "3" } });
    now += 2_500;
    expect(await thread.take(callback("/a"))).toMatchObject({ status: 200 });
    expect(threads.length - began).toBe(7);
  });
});

describe("Restarts", () => {
  it("are at once, then after pauses that double up to half a minute, and at once again after a steady run", () => {
    let now = 1_000;
    const restarts = new Restarts(() => now);
    const pauses = Array.from({ length: 11 }, () => {
      restarts.noteStart();
      restarts.noteEnd();
      const { waitMs } = restarts;
      now += waitMs;
      return waitMs;
    });
    expect(pauses).toEqual([0, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    restarts.noteStart();
    now += 60_000;
    restarts.noteEnd();
    expect(restarts.waitMs).toBe(0);
  });
});
