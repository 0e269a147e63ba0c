import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileBodies } from "./fixtures/hostile-requests";
import { listLookups } from "./fixtures/list-fixtures";
import { normalise } from "./kit/normalise";
import { plainAnswer } from "./kit/plain-answer";
import type { Provider } from "./provider";
import { providers } from "./registry";

const asked = listLookups();

it.each(Object.values<Provider>(providers))("$id sends callbacks or can be asked", ({ methods, lookup }) => {
  expect(methods.length > 0 || lookup !== undefined).toBe(true);
});

describe.each(asked.map((row) => [row.provider.id, row] as const))(
  "%s",
  (_id, { provider, fixture, lookup, lookups }) => {
    it.each(lookups.map((one) => [one.name, one] as const))("%s is read as documented", (_name, { answer, parsed }) => {
      const reports = lookup.parse({ status: 200, body: JSON.stringify(answer) });
      expect(JSON.parse(JSON.stringify(reports))).toEqual(parsed);
      for (const report of reports) expect(normalise(provider, report).mapped).toBe(true);
    });

    it.each(lookups.map((one) => [one.name, one] as const))("of %s no text, code or number is kept", (_name, one) => {
      const numbers = lookup.parse({ status: 200, body: JSON.stringify(one.answer) }).flatMap((r) => r.recipient ?? []);
      const kept = plainAnswer(JSON.stringify(one.answer), lookup.plainFields, numbers);
      expect(JSON.parse(kept)).toEqual(one.kept);
      expect(kept).not.toMatch(/482913|Your code|4155550|7700900/);
    });

    it("is shown by an answer for each provider", () => expect(lookups.length).toBeGreaterThan(0));

    it("does not know a message without calling that an error, and takes no other answer for a report", () => {
      expect(lookup.parse({ status: 404, body: "" })).toEqual([]);
      for (const status of [201, 204, 301, 400, 401, 403, 429, 500, 503]) {
        expect(() => lookup.parse({ status, body: JSON.stringify(lookups[0]?.answer) })).toThrow(String(status));
      }
    });

    it("takes no other bytes for a report, and repeats none of them in what it throws", () => {
      const isRead = (body: string) => readOrRefused(() => lookup.parse({ status: 200, body }));
      for (const body of hostileBodies()) expect(isRead(body.toString("latin1"))).toBe(true);
      for (const body of ["", "null", "[]", "{}", '{"data":null}', '{"data":[]}', "<html>secret words</html>"]) {
        const read = () => lookup.parse({ status: 200, body });
        expect(read).toThrow();
        expect(read).not.toThrow(/secret words/);
      }
      fc.assert(fc.property(fc.json(), (body) => isRead(body)));
    });

    it("asks over TLS at an address that no id can lead elsewhere, with its secrets in headers alone", () => {
      const secrets = asking(provider, fixture.secrets);
      const { origin } = new URL(lookup.request("id-1", secrets)?.url ?? "");
      expect(origin).toMatch(/^https:/);
      for (const ref of ["../../admin", "a/b", "?x=1", "#x", "@example.com", "//example.com", "a b", "ü", "%2e%2e"]) {
        const request = lookup.request(ref, secrets);
        const url = new URL(request?.url ?? "");
        expect(url.origin).toBe(origin);
        expect(url.pathname.split("/").length).toBe(
          new URL(lookup.request("id-1", secrets)?.url ?? "").pathname.split("/").length,
        );
        expect(url.hash).toBe("");
        expect(request?.method).toBe("GET");
      }
    });
  },
);

/** The fixture's secrets with a made-up value for each that only a look-up needs. */
function asking(provider: Provider, secrets: Record<string, string>): Record<string, string> {
  const shape = (provider.secrets as unknown as { shape: Record<string, unknown> }).shape;
  const all = Object.fromEntries(Object.keys(shape).map((name) => [name, secrets[name] ?? "eu"]));
  return all;
}

function readOrRefused(read: () => unknown): boolean {
  try {
    return Array.isArray(read());
  } catch (error) {
    return error instanceof Error && /answer to a look-up/.test(error.message);
  }
}
