import { describe, expect, it } from "vitest";
import { readDuration } from "./read-duration";

describe("readDuration", () => {
  it.each([
    ["0", 0],
    ["90s", 90],
    ["30m", 1_800],
    ["24h", 86_400],
    ["3d", 259_200],
  ])("%s is %d seconds", (text, seconds) => {
    expect(readDuration(text)).toBe(seconds);
  });

  it.each(["", "24", "h", "-1h", "1.5h", "1w"])("refuses %j", (text) => {
    expect(() => readDuration(text)).toThrow("24h");
  });
});
