import { describe, expect, it } from "vitest";
import { FAILURE_STATUSES } from "@/lib/delivery/fold/status";
import { normalise } from "@/lib/providers/kit/normalise";
import { messageProviders } from "@/lib/providers/registry";
import { failureCategories, failureWords, unknownWord, wordFor } from "./provider-words";

describe.each(messageProviders)("$name", (provider) => {
  it("has words for sent and delivered that mean that", () => {
    for (const status of ["sent", "delivered"] as const) {
      const rawStatus = wordFor(provider, status) ?? "";
      expect(normalise(provider, { rawStatus }).status).toBe(status);
    }
  });

  it("can say failures, each of which comes out as its category, final", () => {
    const categories = failureCategories(provider);
    expect(categories).toContain("no_reason_given");
    for (const category of categories) {
      for (const { reason, ...words } of failureWords(provider, category)) {
        const said = normalise(provider, { ...words, rawReason: reason });
        expect(said).toMatchObject({ failureCategory: category, isFinal: true, mapped: true });
        expect(FAILURE_STATUSES).toContain(said.status);
      }
    }
  });

  it("lacks the word that stands for an unknown status", () => {
    expect(normalise(provider, { rawStatus: unknownWord(provider) }).mapped).toBe(false);
  });
});
