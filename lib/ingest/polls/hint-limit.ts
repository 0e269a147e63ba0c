import { processWide } from "@/lib/runtime";

/** Questions that callbacks without proof may cause, for each connection and process: so many at once, then a second. */
const [BURST, A_SECOND] = [20, 5];

type Bucket = { left: number; at: number };

/** Whether one more may be asked now. What is left grows with time; strangers can empty it, and nothing else. */
export function allowQuestion(connectionId: string, now = Date.now()): boolean {
  const buckets = processWide("hint-limits", () => new Map<string, Bucket>());
  const { left, at } = buckets.get(connectionId) ?? { left: BURST, at: now };
  const filled = Math.min(BURST, left + (Math.max(0, now - at) / 1_000) * A_SECOND);
  const isAllowed = filled >= 1;
  buckets.set(connectionId, { left: isAllowed ? filled - 1 : filled, at: now });
  return isAllowed;
}
