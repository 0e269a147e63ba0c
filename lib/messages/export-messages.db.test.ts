import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { arbitraryRows, countedAt, insertListedRows } from "@/e2e/support/listed-rows";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { fictionalNumber, sendingApp } from "@/e2e/support/sending-app";
import type { CurrentUser } from "@/lib/auth/current-user";
import { ROLES } from "@/lib/auth/permissions";
import { closeDb, db } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { localDateTime } from "@/lib/time/zoned-instant";
import { countFacets } from "./count-facets";
import { exportMessages } from "./export-messages";
import { loadMessageFilters, type MessageFilters, NO_FILTERS } from "./filters";
import { timeRange } from "./time-range";

const NOW = new Date();
const clock = () => NOW;

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("exportMessages", () => {
  it("gives every message of the list, a line each, over several pages", async () => {
    const connection = randomUUID();
    const [rows = []] = fc.sample(arbitraryRows([connection], NOW, { minLength: 1_500, maxLength: 1_500 }), 1);
    await insertListedRows(rows);
    const filters: MessageFilters = { ...NO_FILTERS, connection: [connection], range: "90d" };
    const { lines, filename } = await exportMessages(analyst(), filters, clock);
    const [header = "", ...body] = (await allOf(lines)).trimEnd().split("\r\n");

    expect(filename).toMatch(/^otp-desk-messages-\d{8}T\d{4}Z-\d{8}T\d{4}Z\.csv$/);
    expect(header).toMatch(/^\uFEFFsent_at_utc,.*,message_id$/);
    const { total } = await countFacets(filters, NOW, { everywhere: 1_000_000, ofCountries: 1_000_000 });
    expect(body).toHaveLength(total.n);
    const { to } = timeRange(filters, NOW);
    const kept = rows.filter((row) => !row.isMerged && countedAt(row) < to).map(({ id }) => id);
    expect(new Set(body.map((line) => line.split(",").at(-1)))).toEqual(new Set(kept));
  });

  it("shows masked numbers only, and no cell that a spreadsheet would run", async () => {
    const connection = testConnection();
    const report = { providerMessageId: newMessageSid(), rawStatus: "failed", recipient: "+14155550100" };
    await storeBatch([receipt(connection, { ...report, sender: "=HYPERLINK(1)" }, NOW)]);
    const { lines } = await exportMessages(analyst(), { ...NO_FILTERS, connection: [connection.id] }, clock);
    const text = await allOf(lines);

    expect(text).not.toMatch(/4155550100|415.?555/);
    expect(text).toContain('"\t+1 ');
    expect(text).toContain("'=HYPERLINK(1)");
    expect(text).not.toMatch(/(^|,)"?[=+@-][^\d]/m);
  });

  it("says in every row what it holds: the filter, its zone, where it is cut off and when it was made", async () => {
    const { connection, apiKey } = await sendingApp();
    const input = { connection: connection.key, providerMessageId: "12345678901234567890", to: fictionalNumber() };
    await registerMessages(apiKey, [RegisterMessageInput.parse({ ...input, templateKey: "00442" })], clock);
    const filters = loadMessageFilters({
      connection: connection.id,
      template: "00442",
      from: dayOf(NOW),
      to: dayOf(NOW),
    });
    const { lines } = await exportMessages(analyst(), { ...filters, tz: "Asia/Kathmandu" }, clock);
    const [header = "", ...rows] = (await allOf(lines)).trimEnd().split("\r\n");
    const cells = new Map(header.split(",").map((name, index) => [name, rows[0]?.split(",")[index]]));
    const { label } = await db().providerConnection.findUniqueOrThrow({ where: { id: connection.id } });
    const { from, to } = timeRange({ ...filters, tz: "Asia/Kathmandu" }, NOW);
    expect(rows).toHaveLength(1);
    expect(Object.fromEntries(cells)).toMatchObject({
      filter: expect.stringMatching(new RegExp(`^template: 00442; connection: .* · ${label}$`)),
      filter_zone: "Asia/Kathmandu",
      filter_from_utc: from.toISOString(),
      cut_off_utc: to.toISOString(),
      exported_at_utc: NOW.toISOString(),
      template: '"\t00442"',
      provider_message_id: '"\t12345678901234567890"',
    });
    expect(to.getTime() - from.getTime()).toBe(86_400_000);
  });

  it("is in the audit log before the first byte, and again with the number of rows", async () => {
    const user = analyst();
    const { lines } = await exportMessages(user, { ...NO_FILTERS, country: ["BR"], sender: ["+14155550100"] }, clock);
    expect(await entriesOf(user)).toMatchObject([
      { country: "BR", sender: expect.not.stringMatching(/\d/), phase: "asked" },
    ]);
    await allOf(lines);
    expect(await entriesOf(user)).toMatchObject([{ phase: "asked" }, { phase: "complete", rows: expect.any(Number) }]);
  });

  it("stops reading when the reader goes away, and says so", async () => {
    const user = analyst();
    const { lines } = await exportMessages(user, NO_FILTERS, clock);
    await lines.next();
    await lines.return();
    expect(await entriesOf(user)).toMatchObject([{ phase: "asked" }, { phase: "given up", rows: 0 }]);
  });

  it("is refused to every role without the permission, and leaves no entry", async () => {
    for (const role of ROLES.filter((one) => one !== "analyst" && one !== "admin")) {
      const user = { ...analyst(), role };
      await expect(exportMessages(user, NO_FILTERS, clock)).rejects.toMatchObject({ code: "forbidden" });
      expect(await entriesOf(user)).toEqual([]);
    }
  });
});

function analyst(): CurrentUser {
  return { id: randomUUID(), email: "ana@example.com", name: "Ana", role: "analyst" };
}

/** The day that clocks in Nepal show. */
function dayOf(at: Date): string {
  return localDateTime(at, "Asia/Kathmandu").slice(0, 10);
}

async function allOf(lines: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const line of lines) text += line;
  return text;
}

async function entriesOf({ id }: CurrentUser): Promise<unknown[]> {
  const rows = await db().auditEntry.findMany({ where: { actorId: id }, orderBy: { number: "asc" } });
  return rows.map(({ details }) => details);
}
