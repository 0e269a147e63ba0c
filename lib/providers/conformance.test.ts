import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHANNELS } from "@/lib/delivery/fold/status";
import { VERIFICATION_EVENT_TYPES } from "@/lib/delivery/fold/verification-event";
import { flippedRequests, saysTheSame } from "./fixtures/altered-requests";
import { contentOf, jsonText } from "./fixtures/content-of";
import { hostileBodies, randomRequest } from "./fixtures/hostile-requests";
import { ADDRESS, AT, type Fixture, listFixtures, signCase } from "./fixtures/list-fixtures";
import { firstStatus, report, signAny } from "./fixtures/sign-any";
import { normalise } from "./kit/normalise";
import { PARSE_PROBLEMS, type ParsedCallback, type Provider, type WebhookRequest } from "./provider";
import { bringsReports } from "./registry";

describe.each(listFixtures().map((row) => [row.provider.id, row.provider, row.fixture] as const))(
  "%s",
  (_id, provider, fixture) => {
    // What is left out for one that tells of attempts alone is asked of its verification service below.
    const itOfReports = bringsReports(provider) ? it : (_name: string, _test: () => void) => {};

    it("has a page of its own for each of its codes, where it has one at all", () => {
      if (!provider.codePage) return;
      for (const code of Object.keys(provider.errors)) expect(new URL(provider.codePage(code)).protocol).toBe("https:");
    });

    it("takes its secrets, refuses empty ones, and forgets what it does not know", () => {
      expect(provider.secrets.safeParse(fixture.secrets)).toEqual({ success: true, data: fixture.secrets });
      for (const name of Object.keys(fixture.secrets)) {
        expect(provider.secrets.safeParse({ ...fixture.secrets, [name]: "" }).success).toBe(false);
        expect(provider.secrets.safeParse({ ...fixture.secrets, [name]: "   " }).success).toBe(false);
      }
    });

    it("signs with whatever secrets it takes, or says that it cannot", () => {
      const sets = [fixture.secrets, fixture.otherSecrets, fixture.checkingSecrets ?? {}, {}];
      for (const secrets of sets.filter((set) => provider.secrets.safeParse(set).success)) {
        const sign = () => signAny(provider, secrets);
        if (provider.canSign?.(secrets) ?? true) expect(sign).not.toThrow();
        else expect(sign).toThrow();
      }
      expect(provider.canSign?.(fixture.secrets)).not.toBe(false);
      if (fixture.checkingSecrets) expect(provider.canSign?.(fixture.checkingSecrets)).toBe(false);
    });

    describe.each(fixture.cases.map((example) => [example.name, example] as const))("%s", (_name, example) => {
      const signed = signCase(provider, fixture, example);

      it("is verified and read as documented", () => {
        expect(provider.verify(signed, fixture.secrets)).toEqual({ ok: true });
        expect(plain(provider.parse(signed), fixture)).toEqual(example.parsed);
      });

      it("is refused under another secret and without its signature", () => {
        expect(provider.verify(signed, fixture.otherSecrets).ok).toBe(false);
        for (const header of fixture.covers.headers) {
          const { [header]: _gone, ...headers } = signed.headers;
          expect(provider.verify({ ...signed, headers }, fixture.secrets).ok).toBe(false);
        }
      });

      it("is refused with any one bit changed in what the signature covers", () => {
        const accepted = [...flippedRequests(signed, fixture)]
          .filter((flipped) => provider.verify(flipped, fixture.secrets).ok)
          .filter((flipped) => !saysTheSame(flipped, signed));
        expect(accepted.map((flipped) => ({ url: flipped.url, body: flipped.body.toString("latin1") }))).toEqual([]);
      });
    });

    itOfReports("reads back what it signs, for every status of its table", () => {
      const channel = fixture.channel ?? "sms";
      for (const rawStatus of Object.keys(provider.statuses)) {
        const signed = provider.sign(report({ rawStatus, errorCode: "27", reason: "Said so" }), fixture.secrets);
        expect(provider.verify(signed, fixture.secrets)).toEqual({ ok: true });
        const read = onlyReport(provider.parse(signed));
        expect(read).toMatchObject({ index: 0, providerMessageId: "id-1", rawStatus, channel });
        expect(normalise(provider, read).mapped).toBe(true);
      }
    });

    itOfReports("gives the category expired to what expired, whatever code says nothing more", () => {
      const outlived = Object.entries(provider.statuses).filter(([, row]) => row.status === "expired");
      const silent = Object.entries(provider.errors).filter(([, row]) => row.category === "no_reason_given");
      for (const errorCode of [undefined, "0", "no-such-code", ...silent.map(([code]) => code)]) {
        for (const [rawStatus] of outlived) {
          expect(normalise(provider, { rawStatus, errorCode }).failureCategory).toBe("expired");
        }
      }
      for (const [code, row] of Object.entries(provider.errors)) {
        if (row.status === "expired") expect([code, row.category]).toEqual([code, "expired"]);
      }
    });

    itOfReports("reads an id that is a JSON number by the digits that were sent", () => {
      for (const digits of ["8202522731445525542", "8202522731445525999", "9007199254740993", "1.0", "1e5"]) {
        const ids = { providerMessageId: digits, clientReference: `${digits}7`, errorCode: `${digits}0` };
        const signed = provider.sign(report({ rawStatus: "delivered", ...ids }), fixture.secrets);
        const text = jsonText(signed, fixture);
        const numbers = text.replaceAll(new RegExp(`"(${digits}[07]?)"`, "g"), "$1");
        expect(numbers).not.toBe(text);
        const [asText, asNumber] = [text, numbers].map((body) => provider.parse(signJson(provider, fixture, body)));
        expect(onlyReport(asNumber as ParsedCallback).providerMessageId).toBe(digits);
        expect(plain(asNumber as ParsedCallback, fixture)).toEqual(plain(asText as ParsedCallback, fixture));
      }
    });

    itOfReports("says the same when it pushes a report again, signed anew, and not when the report changes", () => {
      const said = (at: Date, extra = {}) => {
        const example = report({ rawStatus: "delivered", at, providerOccurredAt: AT, extra });
        const signed = provider.sign(example, fixture.secrets);
        return provider.repeated?.(signed) ?? contentOf(signed);
      };
      const [first, later] = [AT, new Date(AT.getTime() + 60_000)];
      expect(said(later)).toBe(said(first));
      expect(said(first, { brandNew: "1" })).not.toBe(said(first, { brandNew: "2" }));
      const perPush = fixture.perPush ?? "nonce";
      for (const value of ["a", "b"])
        if (provider.repeated) expect(said(first, { [perPush]: value })).toBe(said(first, { [perPush]: "c" }));
    });

    itOfReports("takes a list of one for that one", () => {
      const example = report({ rawStatus: "delivered", clientReference: "ref-1", providerOccurredAt: AT });
      const text = jsonText(provider.sign(example, fixture.secrets), fixture);
      // A signature over fields one by one covers no lists: there they are refused whole.
      const isSignedByField = fixture.covers.url === "query";
      const listed = text.replaceAll(/:("[^"]*")(?=[,}])/g, ":[$1]");
      const [alone, inLists] = [text, listed].map((body) => provider.parse(signJson(provider, fixture, body)));
      expect(listed).not.toBe(text);
      if (isSignedByField) expect(inLists).toEqual({ kind: "problem", problem: "unexpected_shape" });
      else expect(plain(inLists as ParsedCallback, fixture)).toEqual(plain(alone as ParsedCallback, fixture));
    });

    itOfReports("survives fields that it does not know", () => {
      const extra = { brandNew: "+ & = ü ' %", "x.y": "1" };
      const signed = provider.sign(report({ rawStatus: firstStatus(provider), extra }), fixture.secrets);
      expect(provider.verify(signed, fixture.secrets)).toEqual({ ok: true });
      expect(onlyReport(provider.parse(signed)).rawStatus).toBe(firstStatus(provider));
    });

    itOfReports("keeps a status that it does not know as unknown, never as final", () => {
      for (const rawStatus of ["teleported", "__proto__", "constructor", "toString"]) {
        const signed = provider.sign(report({ rawStatus }), fixture.secrets);
        const read = onlyReport(provider.parse(signed));
        expect(read.rawStatus).toBe(rawStatus);
        expect(normalise(provider, read)).toMatchObject({ status: "unknown", isFinal: false, mapped: false });
      }
    });

    it("signs any bytes as they are, and never throws on them", () => {
      for (const body of hostileBodies()) {
        for (const contentType of ["application/json", "application/x-www-form-urlencoded", "text/plain; charset=x"]) {
          const signed = provider.sign({ kind: "raw", url: ADDRESS, at: AT, contentType, body }, fixture.secrets);
          expect(typeof provider.verify(signed, fixture.secrets).ok).toBe("boolean");
          expect(provider.parse(signed)).toEqual({ kind: "problem", problem: expect.toBeOneOf([...PARSE_PROBLEMS]) });
        }
      }
    });

    it("answers random requests with values that are safe to store", () => {
      fc.assert(
        fc.property(randomRequest(signedCases(provider, fixture)), (request) => {
          expect(typeof provider.verify(request, fixture.secrets).ok).toBe("boolean");
          for (const { protocol } of provider.needs?.(request) ?? []) expect(protocol).toBe("https:");
          expectSafe(provider.parse(request));
        }),
        { numRuns: 400 },
      );
    });

    itOfReports("says of its proof that it covers the address just where no reference can be written into one", () => {
      const addresses = ["?ref=msg-1", "?from=app&ref=msg-1"].map((query) => ADDRESS + query);
      const examples = addresses.map((url) =>
        provider.sign(report({ rawStatus: firstStatus(provider), url }), fixture.secrets),
      );
      const cases = signedCases(provider, fixture);
      const written = (request: WebhookRequest) => {
        const [url = "", query] = request.url.split("?");
        const others = ["ref=msg-2", ...(query === undefined ? [] : [`${query}&ref=msg-2`, `ref=msg-2&${query}`])];
        return others.map((other) => ({ ...request, url: `${url}?${other}` }));
      };
      const taken = [...examples, ...cases].filter((signed) =>
        written(signed).some((other) => provider.verify(other, fixture.secrets).ok),
      );
      for (const signed of examples) expect(provider.verify(signed, fixture.secrets)).toEqual({ ok: true });
      expect(taken.length > 0).toBe(provider.signsAddress !== true);
    });

    it("answers in the form that HTTP and the provider want", () => {
      const stored = provider.respond({ kind: "stored" });
      expect(stored.status).toBeGreaterThanOrEqual(200);
      expect(stored.status).toBeLessThan(300);
      const away = provider.respond({ kind: "unavailable", retryAfterSeconds: 1.2 });
      expect(away).toMatchObject({ status: 503, headers: { "retry-after": "2" } });
      expect(provider.respond({ kind: "refused", reason: "bad_signature" }).status).toBe(401);
      expect([401, 503]).toContain(provider.respond({ kind: "refused", reason: "missing_signature" }).status);
    });

    it("reads back what its verification service says of an attempt, in each of its words, pushed again or not", () => {
      for (const [rawStatus, type] of Object.entries(provider.verifications?.statuses ?? {})) {
        expect(VERIFICATION_EVENT_TYPES).toContain(type);
        const example = { url: ADDRESS, providerVerificationId: "attempt-1", rawStatus, recipient: "+14155550100" };
        const said = [AT, new Date(AT.getTime() + 60_000)].map((at) => {
          const signed = provider.verifications?.sign({ ...example, at, providerOccurredAt: AT }, fixture.secrets);
          if (!signed) throw new Error("no verification service");
          expect(provider.verify(signed, fixture.secrets)).toEqual({ ok: true });
          expect(provider.verify(signed, fixture.otherSecrets).ok).toBe(false);
          return provider.parse(signed);
        });
        expect(said[0]).toMatchObject({ kind: "verification" });
        expect(said[0]).not.toHaveProperty("problems");
        expect(said[0]?.kind === "verification" && said[0].events).toContainEqual(
          expect.objectContaining({ providerVerificationId: "attempt-1", type, rawStatus }),
        );
        expect(said[1]).toEqual(said[0]);
      }
    });

    it("calls nothing plain that may be personal, and keeps no header that holds a secret", () => {
      expect(provider.plainFields.length).toBeGreaterThan(2);
      for (const path of provider.plainFields) {
        const name = path.split(".").at(-1);
        expect(name).not.toMatch(/^(to|from|recipient|sender.*|.*phone.*|msisdn|number|body|text|content|profile.*)$/i);
        expect(path).not.toBe("code");
      }
      const signed = signAny(provider, fixture.secrets);
      for (const name of provider.keptHeaders) {
        expect(name).toBe(name.toLowerCase());
        expect(name).not.toMatch(/authorization|cookie|secret/);
        for (const secret of Object.values(fixture.secrets)) expect(signed.headers[name] ?? "").not.toContain(secret);
      }
    });
  },
);

function signJson(provider: Provider, { secrets }: Fixture, text: string): WebhookRequest {
  const contentType = "application/json";
  return provider.sign({ kind: "raw", url: ADDRESS, at: AT, contentType, body: Buffer.from(text) }, secrets);
}

function onlyReport(parsed: ParsedCallback) {
  if (parsed.kind !== "reports" || !parsed.reports[0]) throw new Error(`No report but ${JSON.stringify(parsed)}`);
  return parsed.reports[0];
}

function signedCases(provider: Provider, fixture: Fixture): WebhookRequest[] {
  return fixture.cases.map((example) => signCase(provider, fixture, example));
}

/** Without absent fields, times as text: as the fixtures write it. */
function plain(parsed: ParsedCallback, fixture: Fixture): unknown {
  const text = JSON.stringify(parsed, (key, value) =>
    key === "providerEventId" && fixture.eventIdFromHeader ? undefined : value,
  );
  return JSON.parse(text);
}

const LONGEST: Readonly<Record<string, number>> = {
  providerMessageId: 200,
  providerEventId: 200,
  clientReference: 200,
  rawStatus: 64,
  errorCode: 32,
  rawReason: 500,
};

function expectSafe(parsed: ParsedCallback): void {
  JSON.stringify(parsed, (key, value) => {
    if (typeof value !== "string") return value;
    expect(value).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
    expect(value.length).toBeLessThanOrEqual(LONGEST[key] ?? 320);
    if (key !== "problem") expect(value.trim()).not.toBe("");
    return value;
  });
  const parts = parsed.kind === "several" ? parsed.parts : [parsed];
  for (const row of parts.flatMap((part) => (part.kind === "reports" ? part.reports : []))) {
    expect(row.providerMessageId && row.rawStatus).toBeTruthy();
    if (row.channel) expect(CHANNELS).toContain(row.channel);
    for (const time of [row.providerOccurredAt, row.occurredAtLatest]) {
      const year = time?.getUTCFullYear() ?? 2000;
      expect(year >= 2000 && year < 2100).toBe(true);
    }
  }
}
