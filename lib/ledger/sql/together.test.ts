import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { together } from "./together";

describe("steps that are taken together", () => {
  it("give their answers in their own order", async () => {
    expect(await together([sleep(2, "slow"), Promise.resolve(1), sleep(1, null)])).toEqual(["slow", 1, null]);
    expect(await together([])).toEqual([]);
  });

  it("fail as the earliest of them failed, whichever failed first, and only once all have ended", async () => {
    let ended = false;
    const failing = async (name: string, ms: number) => {
      await sleep(ms);
      throw new Error(name);
    };
    const last = sleep(10).then(() => {
      ended = true;
    });
    await expect(together([sleep(1), failing("cause", 5), failing("consequence", 1), last])).rejects.toThrow("cause");
    expect(ended).toBe(true);
  });
});
