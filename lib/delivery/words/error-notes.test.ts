import { describe, expect, it } from "vitest";
import { DELIVERY_STATUSES, FAILURE_CATEGORIES } from "../fold/status";
import { errorNote } from "./error-notes";
import { failureNote } from "./failure-notes";
import { failureSaid } from "./failure-said";
import { statusNote } from "./status-notes";

describe("errorNote", () => {
  it.each([
    [
      "30003",
      "Unreachable destination handset",
      "Phone unreachable. The provider's code 30003 says: Unreachable destination handset.",
    ],
    [
      "30003",
      "Unreachable destination handset. ",
      "Phone unreachable. The provider's code 30003 says: Unreachable destination handset.",
    ],
    ["99999", null, "Phone unreachable. The provider's code 99999 is not in its list."],
    [null, "Absent", "Phone unreachable. The provider says: Absent."],
    [null, null, "Phone unreachable."],
  ])("code %s, meaning %s", (code, meaning, text) => {
    expect(errorNote({ category: "handset_unreachable", code, meaning }).text).toBe(text);
  });
});

describe("notes", () => {
  it("offer causes as possible ones, and something to do, for every category", () => {
    for (const category of FAILURE_CATEGORIES) {
      const note = failureNote(category);
      expect(note.possibleCauses.length, category).toBeGreaterThan(1);
      expect(failureSaid(category, "provider").reason, category).toMatch(/^[a-z].*[^.]$/);
      expect(note.tryNext, category).toMatch(/\.$/);
    }
  });

  it("never claim that a person got or read a message", () => {
    for (const status of DELIVERY_STATUSES) {
      const { label, meaning } = statusNote(status);
      expect(`${label} ${meaning}`).not.toMatch(/\b(received|read)\b/i);
    }
    expect(statusNote("delivered").label).toBe("Reported delivered");
  });
});
