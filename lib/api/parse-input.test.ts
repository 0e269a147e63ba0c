import { describe, expect, it } from "vitest";
import { z } from "zod";
import { UpdateMessageInput } from "@/lib/registrations/attachment";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { parseInput } from "./parse-input";

const RAW = /pattern|\/\^|\binvalid\b|expected|received|unrecognized|too (small|big)|>=|<=|NaN/i;
const HOSTILE: unknown[] = [
  "",
  "\u0000",
  "!",
  "x".repeat(3_000),
  -1,
  1.5,
  true,
  null,
  [],
  [1],
  {},
  { a: 1 },
  undefined,
];

describe("what the API says of a wrong field", () => {
  it.each([
    ["a registration", RegisterMessageInput],
    ["an attachment", UpdateMessageInput],
    ["a verification event", VerificationEventInput],
  ] as const)("of %s is words, whatever the field and whatever was sent", (_, schema) => {
    const { properties = {} } = z.toJSONSchema(schema as z.ZodType, { io: "input", unrepresentable: "any" });
    expect(Object.keys(properties).length).toBeGreaterThan(5);
    for (const name of [...Object.keys(properties), "nobody-knows"]) {
      for (const value of HOSTILE) {
        const parsed = parseInput(schema as z.ZodType, { [name]: value });
        const fields = parsed.ok ? {} : (parsed.error.fields ?? {});
        for (const [field, said] of Object.entries(fields)) {
          expect({ field, value, said }).toEqual({ field, value, said: expect.not.stringMatching(RAW) });
        }
      }
    }
  });
});
