import { describe, expect, it } from "vitest";
import { completed, delivered, NONE, ratesWith } from "./fixtures/rates";
import { prepareBreakdown } from "./prepare-breakdown";
import { NO_DELIVERY } from "./rate-counts";

const rates = ratesWith({
  deliveryBy: [
    { value: "IS", own: delivered({ delivered: 9, failed: 1 }), before: delivered({ delivered: 10 }) },
    {
      value: "BR",
      own: delivered({ delivered: 771, failed: 229, noReceipt: 80, waiting: 20 }),
      before: delivered({ delivered: 933, failed: 67 }),
    },
    { value: "IN", own: delivered({ delivered: 969, failed: 31 }), before: delivered({ delivered: 967, failed: 33 }) },
    { value: "GB", own: NO_DELIVERY, before: delivered({ delivered: 100 }) },
  ],
  completionBy: [
    { value: "BR", own: completed({ verified: 698, notVerified: 302, open: 12 }), before: completed({}) },
    { value: "", own: completed({ notVerified: 3 }), before: completed({}) },
  ],
});

describe("the breakdown", () => {
  const { rows, more } = prepareBreakdown(rates, NONE, (value) => `name of ${value}`);
  const row = (value: string) => rows.find((one) => one.value === value);

  it("has a row for whatever counts in the period, the most messages first", () => {
    expect(rows.map(({ value }) => value)).toEqual(["BR", "IN", "IS", ""]);
    expect(more).toBe(0);
    expect(row("BR")?.name).toBe("name of BR");
  });

  it("keeps what waits and what has no receipt out of the rate, and in the bar", () => {
    expect(row("BR")?.delivered).toMatchObject({ share: "77.1 %", of: "1,000" });
    expect(row("BR")?.parts.map(({ text, share }) => [text, share])).toEqual([
      ["771 reported delivered", 771 / 1100],
      ["229 failed", 229 / 1100],
      ["80 no receipt", 80 / 1100],
      ["20 still waiting", 20 / 1100],
    ]);
    expect(row("BR")?.completed).toMatchObject({ share: "69.8 %", of: "1,000" });
    expect(row("")?.delivered).toBeNull();
  });

  it("colours a change only where it is clear, and makes none of small samples", () => {
    expect(row("BR")?.change).toEqual({ text: "−16.2", tone: "bad" });
    expect(row("IN")?.change).toEqual({ text: "+0.2", tone: "none" });
    expect(row("IS")).toMatchObject({ change: null, isSmall: true });
  });

  it("narrows the page to a value, and leads to its messages by outcome", () => {
    expect(row("BR")?.narrowHref).toBe("/analytics?country=BR");
    const failed = new URL(row("BR")?.parts[1]?.href ?? "", "http://desk").searchParams;
    expect([failed.get("country"), failed.get("status")]).toEqual(["BR", "expired,undelivered,failed,rejected"]);
    expect(row("")?.narrowHref).toBe("/analytics?country=~");
  });

  it("has a line for attempts that never got a message, and says where they count", () => {
    const without = ratesWith({ withoutMessage: completed({ notVerified: 12, open: 1 }) });
    const line = (by: "country" | "template") => prepareBreakdown(without, { ...NONE, by }, String).withoutMessage;
    expect(line("template")).toBe(
      "13 attempts never got a message: 12 ended without success, as those that were blocked, 1 still open. In no rate above.",
    );
    expect(line("country")).toContain("Counted in the rate of their country.");
    expect(prepareBreakdown(rates, NONE, String).withoutMessage).toBeNull();
  });

  it("shows fifty and says how many more there are", () => {
    const many = Array.from({ length: 53 }, (_, n) => ({
      value: `S${n}`,
      own: delivered({ delivered: n + 1 }),
      before: NO_DELIVERY,
    }));
    const table = prepareBreakdown(ratesWith({ deliveryBy: many }), { ...NONE, by: "sender" }, String);
    expect([table.rows.length, table.more, table.rows[0]?.value]).toEqual([50, 3, "S52"]);
  });
});
