import type { FormatClock, Lane, LaneRow, Story } from "../story/story";
import { doneRows } from "./lane-done";
import { messageRows } from "./lane-messages";
import { userRows } from "./lane-user";

const ORDER = { user: 0, messages: 1, done: 2 } as const satisfies Record<Lane, number>;

/** What the user did, what messages went through, and what was done about it, on one clock. */
export function lanes(story: Story, formatClock: FormatClock): LaneRow[] {
  const rows = [...userRows(story, formatClock), ...messageRows(story), ...doneRows(story, formatClock)];
  return rows
    .map((row, index) => ({ row, index }))
    .sort(
      (a, b) => a.row.at.getTime() - b.row.at.getTime() || ORDER[a.row.lane] - ORDER[b.row.lane] || a.index - b.index,
    )
    .map(({ row }) => row);
}
