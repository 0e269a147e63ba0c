import { describe, expect, it } from "vitest";
import { providers } from "@/lib/providers/registry";
import { describeFields } from "./describe-fields";
import { oddSecrets } from "./odd-secrets";

const TOKEN = "0123456789abcdef0123456789abcdef";

describe("a secret", () => {
  it.each([
    ["of another shape than the provider's", "twilio", { authToken: "SK0123456789abcdef0123456789abcdef" }],
    ["in quotation marks", "generic-hmac", { secret: `"${TOKEN}"` }],
    ["masked when it was copied", "vonage-sms", { signatureSecret: "iiBh••••••••" }],
    ["with blanks", "otpiq", { webhookSecret: "two words or more" }],
    ["that is short", "vonage-messages", { signatureSecret: "abc" }],
  ] as const)("%s is doubted in words that do not repeat it", (_, id, values) => {
    const odd = oddSecrets(providers[id], values);
    expect(odd).toHaveLength(1);
    expect(odd[0]?.words).toMatch(/^[A-Z].+\.$/);
    for (const value of Object.values(values)) expect(odd[0]?.words).not.toContain(value);
  });

  it("as the provider gives it is not", () => {
    expect(oddSecrets(providers.twilio, { authToken: TOKEN, accountSid: `AC${TOKEN}` })).toEqual([]);
    for (const provider of Object.values(providers)) {
      const secrets = provider.demo.secrets((digits) => TOKEN.repeat(4).slice(0, digits));
      expect(oddSecrets(provider, secrets)).toEqual([]);
    }
  });
});

describe("a field", () => {
  it("that is an id is shown as it is typed, and one that is ours to choose can be made here", () => {
    const hidden = Object.values(providers).flatMap((provider) =>
      describeFields(provider).flatMap(({ name, isSecret }) => (isSecret ? [`${provider.id} ${name}`] : [])),
    );
    expect(hidden).toContain("twilio authToken");
    expect(hidden).not.toContain("twilio accountSid");
    expect(hidden).not.toContain("vonage-messages apiKey");
    const made = Object.values(providers).flatMap((provider) =>
      describeFields(provider)
        .filter(({ isOfCaller }) => !isOfCaller)
        .flatMap(({ name, canGenerate }) => (canGenerate ? [`${provider.id} ${name}`] : [])),
    );
    expect(made).toEqual([
      "otpiq webhookSecret",
      "generic-hmac secret",
      "meta-whatsapp verifyToken",
      "infobip password",
      "bird signingKey",
      "aws-sns testKey",
      "msg91 webhookSecret",
    ]);
  });
});
