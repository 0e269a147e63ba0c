import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadAuditFilters } from "@/lib/audit-log/audit-filters";
import { listAudit } from "@/lib/audit-log/list-audit";
import { signInAs } from "@/lib/auth/fixtures/session";
import { closeDb } from "@/lib/db";
import { countFacets } from "@/lib/messages/count-facets";
import { loadMessageFilters } from "@/lib/messages/filters";
import { listMessages } from "@/lib/messages/list-messages";
import { getRates } from "./get-rates";
import { loadRateFilters } from "./rate-filters";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));
beforeAll(() => signInAs("admin"));
afterAll(closeDb);

const NOW = new Date();
const ID = "0190a1b2-7c3d-7e4f-8a5b-0123456789ab";
const TIMES = [
  ...["0000-01-01", "0001-01-01T00:00+14:00", "1600-01-01", "1969-12-31T23:59", "9999-12-31T23:59-14:00"],
  ...["+275760-09-13", "2026-02-30", "yesterday", "", "-1", "NaN", "1e99"],
];
const CURSORS = ["999999999999999", "281474976710656", "281474976710655", "0", "-1", "1e9", ""];

describe("an address that asks for what cannot be", () => {
  it.each(TIMES.flatMap((time) => [{ from: time }, { to: time }, { from: time, to: "9999-12-31" }]))(
    "is answered: %j",
    async (times) => {
      const address = { ...times, tz: "Not/AZone" };
      const [messages, rates] = [loadMessageFilters(address), loadRateFilters(address)];
      expect((await listMessages(messages, NOW)).messages).toBeInstanceOf(Array);
      expect((await countFacets(messages, NOW)).total.n).toBeGreaterThanOrEqual(0);
      expect((await getRates(rates, "UTC", NOW)).delivery).toBeDefined();
      expect((await listAudit(loadAuditFilters(address))).entries).toBeInstanceOf(Array);
    },
  );

  it.each(CURSORS.flatMap((point) => [`newer-${point}`, `older-${point}`, point]))(
    "is answered: page=%s",
    async (page) => {
      const filters = loadMessageFilters({ page: `${page}-${ID}` });
      expect((await listMessages(filters, NOW)).messages).toBeInstanceOf(Array);
      expect((await countFacets(filters, NOW)).total.n).toBeGreaterThanOrEqual(0);
      expect((await listAudit(loadAuditFilters({ page }))).entries).toBeInstanceOf(Array);
    },
  );

  it("is taken for the first page where its page is none", async () => {
    for (const page of ["newer-999999999999999", "older-1e9", "999", "newer-1-x"].map((text) => `${text}-${ID}`)) {
      expect([page, loadMessageFilters({ page }).page]).toEqual([page, null]);
    }
  });
});
