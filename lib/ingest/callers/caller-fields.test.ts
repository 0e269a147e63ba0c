import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { describe, expect, it } from "vitest";
import { callbackProviders, providers } from "@/lib/providers/registry";
import { CallerSecrets, CallerSettings, callerSecretsOf, isCallerField } from "./caller-fields";
import { certificateHash } from "./client-certificate";

const [pem = "", otherPem = ""] = rootCertificates;
const certificate = new X509Certificate(pem);
const print = certificate.fingerprint256;

describe("what callers may be asked", () => {
  it("is called by names that no provider has for its own", () => {
    for (const { secrets, settings } of Object.values(providers)) {
      const own = [secrets, settings].flatMap((schema) => Object.keys((schema as { shape?: object })?.shape ?? {}));
      expect(own.filter(isCallerField)).toEqual([]);
    }
  });

  it("is no user name of a provider whose own proof stands in the same header", () => {
    for (const provider of callbackProviders) {
      const secrets = provider.demo.secrets((digits) => "a".repeat(digits));
      const url = "https://desk.example/api/webhooks/x/y";
      const example = { kind: "raw", url, at: new Date(0), body: Buffer.from("{}") } as const;
      const { headers } = provider.sign(example, secrets);
      const names = Object.keys(callerSecretsOf(provider).shape);
      expect([provider.id, names.length > 0]).toEqual([provider.id, headers.authorization === undefined]);
    }
  });

  it("takes addresses and ranges in any separation, and keeps them in one", () => {
    const read = (allowedAddresses: string) => CallerSettings.parse({ allowedAddresses }).allowedAddresses;
    expect(read("203.0.113.7,2001:db8::/32\n 198.51.100.0/24 ")).toBe("203.0.113.7, 2001:db8::/32, 198.51.100.0/24");
    expect(read(" , ")).toBeUndefined();
  });

  it.each(["203.0.113.0/33", "203.0.113", "2001:db8::/129", "10", "0x7f.1", "example.com", "203.0.113.7-9"])(
    "refuses %s as an address, and says no more of it than its place",
    (wrong) => {
      const said =
        CallerSettings.safeParse({ allowedAddresses: `203.0.113.7, ${wrong}` }).error?.issues[0]?.message ?? "";
      expect(said).toMatch(/^entry 2 is neither an address nor a range, like/);
      expect(said.replace(/like .*/, "")).not.toContain(wrong);
    },
  );

  it("takes fingerprints of SHA-256 as tools write them, and tells one of SHA-1", () => {
    const read = (clientCertificates: string) => CallerSettings.safeParse({ clientCertificates });
    const plain = print.replaceAll(":", "").toLowerCase();
    for (const written of [print, plain, plain.toUpperCase(), `${print}\n`])
      expect(read(written).data).toEqual({ clientCertificates: plain });
    expect(read(certificate.fingerprint).error?.issues[0]?.message).toMatch(/SHA-1/);
    for (const wrong of [plain.slice(1), `${plain}0`, "g".repeat(64), pem]) expect(read(wrong).success).toBe(false);
  });

  it("has no user name with a colon, which nobody could tell from the password", () => {
    expect(CallerSecrets.safeParse({ callerUsername: "a:b", callerPassword: "c" }).success).toBe(false);
  });
});

describe("a certificate that a proxy passes on", () => {
  const der = certificate.raw.toString("base64");
  const wanted = Buffer.from(print.replaceAll(":", ""), "hex");

  it.each([
    ["in the form of RFC 9440", `:${der}:`],
    ["as nginx escapes its PEM", encodeURIComponent(`${pem}\n`)],
    ["as its PEM with blanks in the place of line ends", pem.replaceAll("\n", " ")],
  ])("is read %s", (_form, header) => {
    expect(certificateHash(header)).toEqual(wanted);
  });

  it.each([
    ["nothing", ""],
    ["an empty one", "::"],
    ["its fingerprint alone", print],
    ["no base64", ":%%%:"],
    ["an escape that is none", "%zz"],
    ["two, joined", `:${der}:, :${der}:`],
    ["a chain", encodeURIComponent(`${otherPem}\n${pem}`)],
  ])("is not read from %s", (_what, header) => {
    expect(certificateHash(header)).not.toEqual(wanted);
  });
});
