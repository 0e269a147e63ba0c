import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DELIVERY_STATUSES, FAILURE_CATEGORIES, FAILURE_STATUSES, SAID_BY } from "@/lib/delivery/fold/status";
import type { Provider } from "./provider";
import { bringsReports, findProvider, providers } from "./registry";

describe.each(Object.values<Provider>(providers).map((provider) => [provider.id, provider] as const))(
  "%s",
  (id, provider) => {
    it("is in the registry under its own id, with an address of its documentation", () => {
      expect(findProvider(id)).toBe(provider);
      expect(new URL(provider.docsUrl).protocol).toBe("https:");
    });

    it("has sound tables", () => {
      for (const [raw, row] of Object.entries(provider.statuses)) {
        expect(raw).toBe(raw.toLowerCase());
        expect(DELIVERY_STATUSES).toContain(row.status);
        expect(SAID_BY).toContain(row.saidBy);
        if (row.status === "delivered" || FAILURE_STATUSES.has(row.status)) expect(row.final).toBe(true);
        if (row.status === "accepted" || row.status === "sent") expect(row.final).toBe(false);
        if (row.category) expect(FAILURE_CATEGORIES).toContain(row.category);
      }
      expect(bringsReports(provider) || provider.verifications).toBeTruthy();
      expect(Object.values(provider.statuses).map((row) => row.status)).toEqual(
        expect.arrayContaining(bringsReports(provider) ? ["sent", "delivered"] : []),
      );
      for (const [code, row] of [...Object.entries(provider.errors), ...Object.entries(provider.reasons ?? {})]) {
        expect(code.length).toBeGreaterThan(0);
        expect(FAILURE_CATEGORIES).toContain(row.category);
        expect(row.meaning.trim().length).toBeGreaterThan(2);
        if (row.status) expect(FAILURE_STATUSES).toContain(row.status);
        if (row.saidBy) expect(SAID_BY).toContain(row.saidBy);
      }
      for (const [raw, { codes }] of Object.entries(provider.failures ?? {})) {
        expect(FAILURE_STATUSES).toContain(provider.statuses[raw]?.status);
        expect(Object.keys(provider.errors)).toEqual(expect.arrayContaining([...codes]));
      }
    });
  },
);

it("holds every folder of a provider, under its name", () => {
  const folders = readdirSync(new URL(".", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["kit", "fixtures"].includes(entry.name))
    .map((entry) => entry.name);
  expect(Object.keys(providers).sort()).toEqual(folders.sort());
});

it("finds nothing under a name that is no provider's", () => {
  for (const id of ["", "nobody", "__proto__", "constructor", "toString"]) expect(findProvider(id)).toBeUndefined();
});
