import { describe, expect, it } from "vitest";
import { safePath } from "./safe-path";

describe("safePath", () => {
  it.each(["/", "/stories/0190a", "/messages/1?from=list"])("keeps %s", (path) => {
    expect(safePath(path)).toBe(path);
  });

  it.each([
    null,
    "",
    "stories/1",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/.//evil.example",
    "/sign-in?to=/sign-in",
  ])("turns %s into the start page", (path) => {
    expect(safePath(path)).toBe("/");
  });
});
