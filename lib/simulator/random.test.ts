import { expect, it } from "vitest";
import { seededRandom } from "./random";

it("repeats itself for a seed, and differs for another", () => {
  const draw = (seed: string) => Array.from({ length: 20 }, seededRandom(seed).next);
  expect(draw("one")).toEqual(draw("one"));
  expect(draw("one")).not.toEqual(draw("two"));
});

it("covers whole ranges, evenly enough", () => {
  const random = seededRandom("dice");
  const thrown = Array.from({ length: 6_000 }, () => random.integer(1, 6));
  for (let side = 1; side <= 6; side += 1) {
    const share = thrown.filter((value) => value === side).length;
    expect(share).toBeGreaterThan(850);
    expect(share).toBeLessThan(1_150);
  }
});

it("weighs, and never picks what has no weight", () => {
  const random = seededRandom("weights");
  const picked = Array.from({ length: 2_000 }, () =>
    random.weighted([
      ["often", 9],
      ["seldom", 1],
      ["never", 0],
    ] as const),
  );
  expect(picked).not.toContain("never");
  expect(picked.filter((item) => item === "often").length).toBeGreaterThan(1_700);
});

it("spreads times around their median", () => {
  const random = seededRandom("times");
  const times = Array.from({ length: 2_000 }, () => random.spread(1_000));
  const below = times.filter((time) => time < 1_000).length;
  expect(below).toBeGreaterThan(900);
  expect(below).toBeLessThan(1_100);
  expect(Math.min(...times)).toBeGreaterThan(0);
});
