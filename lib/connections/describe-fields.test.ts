import { describe, expect, it } from "vitest";
import { callbackProviders, providers } from "@/lib/providers/registry";
import { checkSettings } from "./check-fields";
import { describeFields } from "./describe-fields";

describe("describeFields", () => {
  it.each(Object.values(providers))("$id: gives every field a title, and hides what is secret", (provider) => {
    for (const field of describeFields(provider)) {
      expect(field.title).not.toBe("");
      expect(field.isSecret && field.isSetting).toBe(false);
      expect(field.kind === "choice").toBe(field.choices.length > 0);
    }
  });

  it("tells what must be filled in from what may stay empty", () => {
    const fields = describeFields(providers["generic-hmac"]);
    const named = (name: string) => fields.find((field) => field.name === name);
    expect(named("secret")).toMatchObject({ isRequired: true, isSecret: true, isSetting: false });
    expect(named("toleranceSeconds")).toMatchObject({ kind: "number", isRequired: false, fallback: "259200" });
    expect(named("statuses")).toMatchObject({ kind: "json", isSetting: true });
  });
});

describe("set-up words", () => {
  it.each(Object.values(providers))("$id says where to paste what", ({ setup }) => {
    expect(setup?.steps.length).toBeGreaterThan(0);
    expect(setup?.urlSuffix?.text ?? "#").toMatch(/^#/);
  });
});

it("cautions of every provider whose proof does not cover what is said", () => {
  const cautioned = callbackProviders.filter(({ setup }) => setup?.caution);
  expect(cautioned.map(({ id }) => id).sort()).toEqual(["infobip", "msg91", "otpiq", "plivo"]);
});

it("asks nothing of callers where nobody calls", () => {
  const silent = Object.values(providers).filter(({ methods }) => methods.length === 0);
  expect(silent.length).toBeGreaterThan(0);
  for (const provider of silent) {
    expect(describeFields(provider).filter(({ isOfCaller }) => isOfCaller)).toEqual([]);
    expect(() => checkSettings(provider, { allowedAddresses: "203.0.113.7" })).toThrow(provider.name);
  }
});
