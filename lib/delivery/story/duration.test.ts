import { expect, it } from "vitest";
import { formatDuration } from "./duration";

it.each([
  [0, "0 s"],
  [600, "0.6 s"],
  [1_840, "1.8 s"],
  [5_000, "5 s"],
  [9_960, "10 s"],
  [41_200, "41 s"],
  [59_600, "1 min"],
  [180_000, "3 min"],
  [185_000, "3 min 5 s"],
  [3_599_600, "1 h"],
  [7_500_000, "2 h 5 min"],
  [86_399_000, "1 d"],
  [273_600_000, "3 d 4 h"],
  [-1_800, "−1.8 s"],
])("%s ms → %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
