import { describe, expect, it } from "vitest";
import { type AddressFacts, judgeAddress } from "./judge-address";
import { type DatabaseFacts, judgeClock, judgeDatabase, judgeDisk, judgePartitions } from "./judge-database";

const SENT = "/api/webhooks/-/seen?as=it%27s";
const seen = { tlsProblem: null, sender: "203.0.113.9", target: SENT };
const ADDRESS: AddressFacts = {
  ...{ url: "https://otp.example", isPublic: true, hasProxies: true, isStarted: true },
  ...{ asked: { kind: "answered", seen, sent: SENT }, overHttp: { count: 0, newest: null } },
};

describe("the address", () => {
  it.each<[string, Partial<AddressFacts>, string, RegExp]>([
    ["as it should be", {}, "ok ok ok", /reaches this installation/],
    [
      "behind a proxy that is not trusted",
      {
        hasProxies: false,
        asked: { kind: "answered", seen: { ...seen, tlsProblem: "proxy_not_trusted", sender: "10.0.0.5" }, sent: SENT },
      },
      "ok bad bad",
      /the proxy 10\.0\.0\.5 is not in TRUSTED_PROXIES/,
    ],
    [
      "behind a proxy that rewrites addresses",
      { asked: { kind: "answered", seen: { ...seen, target: SENT.replace("%27", "'") }, sent: SENT } },
      "bad ok ok",
      /changed on the way/,
    ],
    [
      "with a bad certificate",
      { asked: { kind: "failed", code: "CERT_HAS_EXPIRED" } },
      "bad bad ok",
      /CERT_HAS_EXPIRED/,
    ],
    [
      "with a name that is none",
      { asked: { kind: "failed", code: "ENOTFOUND" } },
      "bad unknown ok",
      /cannot be resolved/,
    ],
    ["of another server", { asked: { kind: "other", status: 404 } }, "bad unknown ok", /answers 404/],
    ["that is planned", { isStarted: false, asked: { kind: "not_asked" } }, "unknown unknown ok", /once it is started/],
    [
      "that receipts came to over http",
      { overHttp: { count: 7, newest: { reason: "proxy_not_trusted", address: "10.0.0.6" } } },
      "ok warn ok",
      /7 callbacks .* 10\.0\.0\.6/,
    ],
    [
      "of a plain http server",
      { url: "http://127.0.0.1:3000", isPublic: false, hasProxies: false },
      "warn warn ok",
      /plain http/,
    ],
  ])("%s", (_name, facts, statuses, said) => {
    const findings = judgeAddress({ ...ADDRESS, ...facts });
    expect(findings.map(({ status }) => status).join(" ")).toBe(statuses);
    expect(findings.map(({ found }) => found).join("\n")).toMatch(said);
    for (const { status, todo } of findings) if (status === "bad" || status === "warn") expect(todo).toMatch(/\.$/);
  });
});

const DATABASE: DatabaseFacts = {
  ...{ version: "16.4", versionNumber: 160_004, isReplica: false, encoding: "UTF8" },
  ...{ mayCreate: true, ownsTables: true, pendingMigrations: 0 },
};

it.each<[Partial<DatabaseFacts>, string]>([
  [{}, "ok ok ok"],
  [{ versionNumber: 140_010 }, "bad ok ok"],
  [{ encoding: "SQL_ASCII" }, "bad ok ok"],
  [{ isReplica: true }, "ok bad ok"],
  [{ mayCreate: false }, "ok bad ok"],
  [{ ownsTables: false }, "ok bad ok"],
  [{ ownsTables: null }, "ok ok unknown"],
  [{ pendingMigrations: 2 }, "ok ok warn"],
])("a database with %j", (facts, statuses) => {
  expect(
    judgeDatabase({ ...DATABASE, ...facts })
      .map(({ status }) => status)
      .join(" "),
  ).toBe(statuses);
});

it("a clock, a disk and partitions that will not do", () => {
  expect([100, -1_900, 5_000, -90_000].map((ms) => judgeClock(ms).status)).toEqual(["ok", "ok", "warn", "bad"]);
  expect(judgeClock(-90_000).found).toBe("90.0 s behind the database's");
  const gib = 1_073_741_824;
  const disk = (freeBytes: number | null, databaseBytes: number | null) =>
    judgeDisk({ freeBytes, databaseBytes }).status;
  expect([
    disk(20 * gib, gib),
    disk(20 * gib, 30 * gib),
    disk(3 * gib, null),
    disk(gib / 2, null),
    disk(null, gib),
  ]).toEqual([...["ok", "warn", "warn", "bad", "unknown"]]);
  const now = new Date("2026-11-27T12:00:00Z");
  const months = (...list: string[]) => list.map((month) => new Date(`${month}-01T00:00:00Z`));
  expect(judgePartitions(months("2026-11", "2026-12", "2027-01", "2027-02"), now)).toMatchObject({ status: "ok" });
  expect(judgePartitions(months("2026-11", "2026-12", "2027-02"), now)).toMatchObject({
    ...{ status: "warn", found: "made up to 2026-12" },
  });
  expect(judgePartitions(months("2026-10", "2026-12"), now)).toMatchObject({ status: "bad" });
});
