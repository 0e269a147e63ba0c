import { Writable } from "node:stream";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "./errors";
import { logConsole } from "./log-console";
import { logFailure } from "./log-failure";
import { forgetProcessWide, processWide } from "./runtime";

const SENT = "4477009000";

describe("the log", () => {
  const before = { ...console };
  const listeners = process.listeners("warning");
  let lines: Record<string, unknown>[];
  beforeEach(() => {
    lines = [];
    const write = (chunk: Buffer, _: string, done: () => void) => {
      lines.push(JSON.parse(chunk.toString()));
      done();
    };
    forgetProcessWide("log");
    processWide("log", () => pino({ base: null }, new Writable({ write })));
  });
  afterEach(() => {
    Object.assign(console, before);
    process.removeAllListeners("warning");
    for (const listener of listeners) process.on("warning", listener);
    forgetProcessWide("log");
  });

  it("has what a library says on the console, in one line, without its colours", () => {
    logConsole();
    console.warn("\u001b[33m⚠\u001b[39m something is old\n  at length");
    console.error("\u001b[31m⨯\u001b[39m", Object.assign(new Error(`quotes ${SENT}`), { code: "P2021", digest: "77" }));
    expect(lines).toMatchObject([
      { level: 40, from: "console", msg: "⚠ something is old" },
      { level: 50, from: "console", name: "Error", code: "P2021", digest: "77" },
    ]);
    expect(JSON.stringify(lines)).not.toContain(SENT);
    expect(lines[1]).not.toHaveProperty("stack");
  });

  it("has a failure by the number that its page shows, with the stack where our code is on it", () => {
    const ours = Object.assign(new Error(`quotes ${SENT}`), { digest: "12345" });
    ours.stack = `Error: quotes ${SENT}\n    at read (/srv/.next/server/chunks/ssr/a.js:1:2)\n    at next (/x/y.js:3:4)`;
    logFailure(ours, { route: "/messages", kind: "render" });
    expect(lines).toMatchObject([{ level: 50, digest: "12345", route: "/messages", kind: "render" }]);
    expect(lines[0]?.stack).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain(SENT);
  });

  it.each([
    ["a form", "    at busboy (/srv/node_modules/next/dist/compiled/busboy/index.js:1:2)"],
    ["a body", "    at JSON.parse (<anonymous>)\n    at fullyReadBody (node:internal/deps/undici/undici:1:2)"],
    ["a header", "    at parse (/srv/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:1:2)"],
  ])("has no stack of %s that the framework could not read, whoever waits for it", (_, thrown) => {
    const theirs = new Error("Unexpected end of form");
    theirs.stack = `Error: Unexpected end of form\n${thrown}\n    at async i (/srv/.next/server/a.js:1:2)`;
    logFailure(theirs, { route: "/sign-in", kind: "action" });
    expect(lines).toMatchObject([{ level: 40, at: expect.any(String), route: "/sign-in" }]);
    expect(lines[0]).not.toHaveProperty("stack");
  });
});

describe("a refusal", () => {
  it("bears the mark by which the framework answers it as one", () => {
    expect(new AppError("forbidden", "No.").digest).toBe("NEXT_HTTP_ERROR_FALLBACK;403");
    expect(new AppError("unauthenticated", "No.").digest).toBe("NEXT_HTTP_ERROR_FALLBACK;401");
    expect(new AppError("internal", "No.").digest).toBeUndefined();
  });
});
