import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { TOO_MUCH_DIGEST, UNAVAILABLE_DIGEST } from "./failure-digest";
import { read, whileReachable } from "./read";

describe("read", () => {
  it("marks an outage of storage, so that the page can say what failed", async () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    await expect(read(Promise.reject(refused))).rejects.toMatchObject({ digest: UNAVAILABLE_DIGEST });
    const unreachable = Object.assign(new Error("Can't reach database server"), { code: "P1001" });
    await expect(read(Promise.reject(unreachable))).rejects.toMatchObject({ digest: UNAVAILABLE_DIGEST });
  });

  it("marks what took too long as that, and not as an outage", async () => {
    const cancelled = Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" });
    await expect(read(Promise.reject(cancelled))).rejects.toMatchObject({ digest: TOO_MUCH_DIGEST });
  });

  it("passes on every other failure as it is, and never turns one into nothing", async () => {
    const fault = new Error("a mistake of ours");
    await expect(read(Promise.reject(fault))).rejects.toBe(fault);
  });
});

describe("whileReachable", () => {
  const never = () => new Promise<never>(() => undefined);

  it("ends in an outage within five seconds of a database that hangs", async () => {
    const began = performance.now();
    await expect(whileReachable(never(), never)).rejects.toMatchObject({ code: "ETIMEDOUT" });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it("waits for what merely takes long, as long as the database answers", async () => {
    let asked = 0;
    const slow = sleep(4_500, "found");
    expect(await whileReachable(slow, async () => ++asked)).toBe("found");
    expect(asked).toBe(2);
  }, 10_000);
});
