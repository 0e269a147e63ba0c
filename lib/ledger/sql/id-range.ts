/**
 * The smallest and largest of some ids. Every statement on a partitioned table carries them beside the
 * list: the planner prunes partitions by a range of parameters, not by an array.
 */
export function idRange(ids: readonly string[]): [smallest: string, largest: string] {
  let [smallest = "", largest = ""] = [ids[0], ids[0]];
  for (const id of ids) {
    if (id < smallest) smallest = id;
    if (id > largest) largest = id;
  }
  return [smallest, largest];
}
