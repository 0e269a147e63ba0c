import { describe, expect, it } from "vitest";
import type { Lane, LaneRow } from "@/lib/delivery/story/story";
import { groupRows } from "./group-rows";

describe("groupRows", () => {
  it("puts what happened in one second side by side, in the order of the lanes", () => {
    expect(titles([row("done", "advice", 100), row("user", "asked", 900)])).toEqual([["asked", "advice"]]);
  });

  it("keeps two things of one lane apart, in their order", () => {
    const rows = [row("messages", "accepted", 0), row("messages", "sent", 1), row("user", "verified", 2)];
    expect(titles(rows)).toEqual([["accepted"], ["verified", "sent"]]);
  });

  it("keeps different seconds apart", () => {
    expect(titles([row("user", "asked", 0), row("messages", "accepted", 1000)])).toEqual([["asked"], ["accepted"]]);
  });
});

function titles(rows: LaneRow[]): string[][] {
  return groupRows(rows).map((group) => group.rows.map(({ title }) => title));
}

function row(lane: Lane, title: string, ms: number): LaneRow {
  return { key: title, at: new Date(ms), lane, tone: "none", title, sub: "", marks: [] };
}
