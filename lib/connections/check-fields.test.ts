import { describe, expect, it } from "vitest";
import { isAppError } from "@/lib/errors";
import { providers } from "@/lib/providers/registry";
import { checkFields, checkSettings } from "./check-fields";
import { describeFields } from "./describe-fields";

/** What a schema library says of itself, and nobody who fills in a form understands. */
const RAW = /pattern|\/\^|\binvalid\b|expected|received|unrecognized|too (small|big)|>=|<=|NaN/i;
const HOSTILE: unknown[] = [
  ...["", " ", "!!", "a b", "…", "{", "[1]", '{"x": 1}', "-1", "1.5", "x".repeat(3_000)],
  ...[null, 7, true, [], {}, { x: {} }],
];
const FIELDS = Object.values(providers).flatMap((provider) =>
  describeFields(provider).map((field) => ({ provider, field, what: `${provider.id} ${field.name}` })),
);

describe("a refused field", () => {
  it.each(FIELDS)("of $what is explained in words", ({ provider, field }) => {
    for (const value of HOSTILE) {
      for (const said of problemsWith(() => checkFields(provider, { [field.name]: value }))) {
        expect({ value, said }).toEqual({ value, said: expect.not.stringMatching(RAW) });
      }
    }
  });

  it("that has a form of its own is explained with an example", () => {
    const wrong: [keyof typeof providers, string, string][] = [
      ["twilio", "accountSid", "AC123"],
      ["standard-webhooks", "secret", "whsec_x"],
      ["standard-webhooks", "statusPath", "data..status"],
      ["generic-hmac", "signatureHeader", "X Signature"],
      ["generic-hmac", "statuses", "{"],
      ["generic-hmac", "signedContent", "timestamp.body"],
    ];
    for (const [id, name, value] of wrong) {
      const said = problemsWith(() => checkFields(providers[id], { [name]: value }));
      expect({ name, said: said.join("\n") }).toEqual({ name, said: expect.stringContaining("like ") });
    }
  });

  it("stands beside every other one, be it a secret or a setting", () => {
    const work = () => checkFields(providers["generic-hmac"], { secret: "", successStatus: "900" });
    expect(problemsWith(work)).toHaveLength(2);
  });

  it("that is missing, or that nobody knows, is said to be", () => {
    expect(problemsWith(() => checkFields(providers.twilio, {}))).toEqual(["is missing"]);
    expect(problemsWith(() => checkSettings(providers["generic-hmac"], { nothing: 1 }))[0]).toContain("nothing");
  });
});

describe("settings", () => {
  it.each(Object.values(providers))("of $name are stored where they differ from its defaults alone", (provider) => {
    const fields = describeFields(provider).filter(({ isSetting, fallback }) => isSetting && fallback !== null);
    const asShown = Object.fromEntries(fields.map(({ name, fallback }) => [name, fallback]));
    expect(checkSettings(provider, asShown)).toEqual({});
  });

  it("keep what was chosen beside them", () => {
    const given = { toleranceSeconds: "259200", successStatus: "202", statusPath: "state" };
    expect(checkSettings(providers["generic-hmac"], given)).toEqual({ successStatus: 202, statusPath: "state" });
  });
});

function problemsWith(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Object.values(error.fields ?? {});
  }
}
