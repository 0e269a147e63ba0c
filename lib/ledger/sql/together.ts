/**
 * Steps of one transaction that need not wait for each other's answers: PostgreSQL runs their statements in the order
 * in which they were sent, one trip for all. Every step is waited for, also when one has failed, so that none goes on
 * after the transaction's end; what is thrown is the failure of the earliest, which made those behind it fail.
 */
export async function together<const T extends readonly Promise<unknown>[]>(
  steps: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  const outcomes = await Promise.allSettled(steps);
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (failed) throw (failed as PromiseRejectedResult).reason;
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as never;
}
