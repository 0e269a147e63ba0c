/**
 * Works through the items in order, up to `lanes` at a time. After a failure no further item is begun; it is
 * thrown once the items under way are done, so that nothing goes on behind the caller's back.
 */
export async function workInLanes<T>(
  items: Iterable<T>,
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async () => {
    for (let item = left.next(); !item.done && failures.length === 0; item = left.next()) {
      try {
        await work(item.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
}
