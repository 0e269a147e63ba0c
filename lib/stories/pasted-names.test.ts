import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainCodes } from "./explain-codes";
import { pastedNames } from "./pasted-names";

const SID = "SM0123456789abcdef0123456789abcdef";
const UUID = "0199c0de-1234-7abc-8def-123456789012";

describe("pastedNames", () => {
  it.each([
    ["usr_2842.", "usr_2842"],
    ["user usr_2842", "usr_2842"],
    ["USR_2842", "usr_2842"],
    ["usr_ab12", "USR_AB12"],
    ["\u200eusr_2842\u200f", "usr_2842"],
    ["usr_\u200b2842", "usr_2842"],
    ["usr_2842\u2028", "usr_2842"],
    ['"usr_2842",', "usr_2842"],
    ["(usr_2842)", "usr_2842"],
    ["#usr_2842", "usr_2842"],
    ["id: usr_2842", "usr_2842"],
    ["userId=usr_2842&x=1", "usr_2842"],
    ["alice", "alice"],
    ["user alice", "alice"],
    [SID.toUpperCase(), SID],
    [SID.toLowerCase(), SID],
    [`2026-11-26 10:27:33 INFO message ${SID} status=undelivered ErrorCode=30007 to=+447700900450`, SID],
    [`{"MessageSid":"${SID}","MessageStatus":"undelivered","ErrorCode":"30007"}`, SID],
    [`https://desk.example.com/stories/${UUID}?at=3#m`, UUID],
    [`/messages/${UUID.toUpperCase()}`, UUID],
    ["order order-2026/118.", "order-2026/118"],
    ["app:order-118", "order-118"],
  ])("finds in %s", (text, name) => expect(pastedNames(text)).toContain(name));

  it("puts all of it first, and looks for no words of a sentence", () => {
    expect(pastedNames("usr_2842")).toEqual(["usr_2842", "USR_2842"]);
    expect(pastedNames("please look at usr_2842 for me, thanks")).not.toContain("thanks");
  });

  it("gives few names, of the length that names have, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (text) => {
        const names = pastedNames(text);
        expect(names.length).toBeLessThanOrEqual(60);
        expect(names.every((name) => name.length <= 200 && !/\p{Cc}/u.test(name))).toBe(true);
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});

describe("explainCodes", () => {
  it.each([
    "30007",
    " 30007. ",
    "error 30007",
    "Error code: 30007",
    "ErrorCode=30007",
    "code #30007",
    "\u200e30007",
    '"error_code": "30007"',
    "2026-11-26 10:27:33 status=undelivered error=30007",
    '{"MessageStatus":"undelivered","ErrorCode":"30007"}',
  ])("explains the code in %s", (text) => {
    expect(explainCodes(text)).toMatchObject([
      { provider: expect.stringContaining("Twilio"), code: "30007", text: expect.stringContaining("30007") },
    ]);
  });

  it.each(["", "hello", "99999", "usr_30007", "30007 people", "room 30007", "constructor", "__proto__", "error"])(
    "explains nothing in %j",
    (text) => expect(explainCodes(text)).toEqual([]),
  );
});
