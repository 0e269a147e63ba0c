import { expect, it } from "vitest";
import { workInLanes } from "./work-in-lanes";

const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

it("does everything once, no more than so many at a time", async () => {
  const done: number[] = [];
  let [running, most] = [0, 0];
  await workInLanes(Array(50).keys(), 4, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await pause();
    running -= 1;
    done.push(item);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual([...Array(50).keys()]);
  expect(most).toBe(4);
});

it("begins nothing after a failure, and throws it once what runs is done", async () => {
  const begun: number[] = [];
  let running = 0;
  const work = workInLanes(Array(50).keys(), 4, async (item) => {
    begun.push(item);
    running += 1;
    await pause();
    running -= 1;
    if (item === 2) throw new Error("two");
  });
  await expect(work).rejects.toThrow("two");
  expect(running).toBe(0);
  expect(begun.length).toBeLessThan(12);
});
