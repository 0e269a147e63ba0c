import fc from "fast-check";
import { parseAsStringLiteral } from "nuqs/server";
import { describe, expect, it } from "vitest";
import { listOf, WRITTEN_RANGE, writtenTime } from "./address-parsers";
import { addressReader } from "./read-address";
import { refusePassedOver } from "./refuse-passed-over";

const read = addressReader({
  status: listOf(parseAsStringLiteral(["sent", "failed"])),
  range: parseAsStringLiteral(["1h", "24h"]).withDefault("24h"),
  ...WRITTEN_RANGE,
});
const NOTHING = { status: [], range: "24h", from: null, to: null, tz: null };

describe("an address", () => {
  it("is read whole where all of it is understood", () => {
    const { filters, passedOver } = read("/messages?status=sent&range=1h&from=2026-11-26&tz=Asia/Kolkata");
    expect(filters).toEqual({ ...NOTHING, status: ["sent"], range: "1h", from: "2026-11-26", tz: "Asia/Kolkata" });
    expect(passedOver).toEqual([]);
  });

  it("may name a list once, or each of its values", () => {
    for (const query of ["status=sent,failed", "status=sent&status=failed"]) {
      expect(read(query)).toEqual({ filters: { ...NOTHING, status: ["sent", "failed"] }, passedOver: [] });
    }
    expect(read({ status: ["sent", "failed"] }).filters.status).toEqual(["sent", "failed"]);
  });

  it.each([
    ["status=bogus", "status", "bogus", "no_such_value"],
    ["status=sent,bogus", "status", "bogus", "no_such_value"],
    ["range=forever", "range", "forever", "no_such_value"],
    ["from=garbage", "from", "garbage", "no_such_value"],
    ["from=26/11/2026", "from", null, "no_such_value"],
    ["to=2026-02-30", "to", null, "no_such_value"],
    ["to=0001-01-01", "to", null, "no_such_value"],
    ["to=9999-12-31", "to", null, "no_such_value"],
    ["tz=Mars/Olympus", "tz", null, "no_such_value"],
    ["sttus=sent", "sttus", "sent", "no_such_name"],
    ["constructor=sent", "constructor", "sent", "no_such_name"],
    ["range=1h&range=24h", "range", null, "given_again"],
  ])("tells what it does not understand: %s", (query, name, text, why) => {
    expect(read(query).passedOver).toEqual([{ name, text, why }]);
  });

  it("says nothing of blank fields, and of the same said twice", () => {
    expect(read("status=&from=&range=1h&range=1h&status=sent,").passedOver).toEqual([]);
  });

  it("shows nothing again that may be a number, a code or a person's address", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("status", "from", "nobody"),
        fc.string(),
        fc.integer({ min: 10 }),
        (name, text, n) => {
          const shown = JSON.stringify([
            read(new URLSearchParams([[name, `${text}${n}`]])).passedOver,
            read(new URLSearchParams([[`${n}`, text]])).passedOver,
            read(new URLSearchParams([[name, `a@${text}`]])).passedOver,
          ]);
          expect(shown).not.toMatch(/\d{2}|@/);
        },
      ),
    );
  });

  it("is refused where nothing can be said beside the answer", () => {
    expect(() => refusePassedOver(read("status=sent").passedOver)).not.toThrow();
    expect(() => refusePassedOver(read("status=bogus&%2B447700900123=1").passedOver)).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        fields: { status: "has a value that is not understood", "(a name)": "is no filter" },
      }),
    );
  });
});

describe("a time in an address", () => {
  it.each([
    ["2026-11-20T10:00 05:30", "2026-11-20T10:00+05:30"],
    ["2026-11-20T10:00:30 0545", "2026-11-20T10:00:30+0545"],
    [" 2026-11-20 ", "2026-11-20"],
  ])("%j is read as %j: a plus that nobody encoded is a space", (text, written) => {
    expect(writtenTime.parse(text)).toBe(written);
  });

  it("is no other text with a space", () => {
    expect(writtenTime.parse("2026-11-20 05:30")).toBeNull();
    expect(writtenTime.parse("2026-11-20T10:00 5")).toBeNull();
  });
});
