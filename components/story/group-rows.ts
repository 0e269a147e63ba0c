import { LANES, type Lane, type LaneRow } from "@/lib/delivery/story/story";

/** What stands side by side: things of the same second in different lanes. */
export type RowGroup = { at: Date; rows: LaneRow[] };

/** Joins neighbours that the clock shows at the same time, as long as each lane holds one of them. */
export function groupRows(rows: readonly LaneRow[]): RowGroup[] {
  const groups: RowGroup[] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group && sameSecond(group.at, row.at) && !group.rows.some(({ lane }) => lane === row.lane))
      group.rows.push(row);
    else groups.push({ at: row.at, rows: [row] });
  }
  for (const { rows: together } of groups) together.sort((a, b) => position(a.lane) - position(b.lane));
  return groups;
}

function sameSecond(a: Date, b: Date): boolean {
  return Math.floor(a.getTime() / 1000) === Math.floor(b.getTime() / 1000);
}

function position(lane: Lane): number {
  return LANES.indexOf(lane);
}
