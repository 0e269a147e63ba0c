import { describe, expect, it } from "vitest";
import { provideEnv } from "@/lib/env";
import { AppError, ERROR_CODES } from "@/lib/errors";
import { Problem, problemResponse } from "./problem";

provideEnv({ LOG_LEVEL: "silent" });

describe("an expected failure", () => {
  it.each(ERROR_CODES)("%s is a problem in the form of RFC 9457", async (code) => {
    const response = problemResponse(new AppError(code, "Why.", { fields: { to: "is empty" } }));
    const body = await response.json();
    expect(Problem.safeParse(body).success).toBe(true);
    expect(body).toMatchObject({ status: response.status, code, detail: "Why.", fields: { to: "is empty" } });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it("says when to come again", () => {
    expect(
      problemResponse(new AppError("rate_limited", "Slow.", { retryAfterSeconds: 7 })).headers.get("retry-after"),
    ).toBe("7");
  });
});

describe("an unexpected failure", () => {
  it("is answered 500 without its message, which may quote what was sent", async () => {
    const response = problemResponse(new Error("duplicate key (+14155550142)"));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("4155550142");
  });

  it.each([
    ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
    [
      "several refused connections",
      Object.assign(new Error("many"), { cause: new AggregateError([], ""), code: "ECONNREFUSED" }),
    ],
    ["a server that is shutting down", Object.assign(new Error("fatal"), { code: "57P01" })],
    ["a server that is starting", Object.assign(new Error("fatal"), { code: "57P03" })],
    ["no free connection", new Error("timeout exceeded when trying to connect")],
    ["retries that did not help", Object.assign(new Error("again"), { code: "start_again" })],
    ["a cause below", new Error("query failed", { cause: Object.assign(new Error("x"), { code: "08006" }) })],
    ["the client's own code", Object.assign(new Error("x"), { code: "P1001" })],
  ])("from %s is an outage: 503, come again", async (_name, error) => {
    const response = problemResponse(error);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  });

  it("from the data is not an outage", () => {
    expect(problemResponse(Object.assign(new Error("x"), { code: "22P02" })).status).toBe(500);
    expect(problemResponse("text").status).toBe(500);
    expect(problemResponse(undefined).status).toBe(500);
  });
});
