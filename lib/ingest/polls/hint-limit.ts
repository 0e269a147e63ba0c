import { processWide } from "@/lib/runtime";

/** Questions that callbacks without proof may cause, for each connection and process: so many at once, then a second. */
const [BURST, A_SECOND] = [20, 5];
/** Such callbacks that are looked at at once, in a process: the rest of its work must not wait for strangers. */
const UNDER_WAY = 20;

type Bucket = { left: number; at: number };
type Hints = { buckets: Map<string, Bucket>; underWay: number };

/** Does work for a callback without proof, unless there are too many of them: null then. */
export async function withinLimit<T>(work: () => Promise<T>): Promise<T | null> {
  const state = hints();
  if (state.underWay >= UNDER_WAY) return null;
  state.underWay += 1;
  try {
    return await work();
  } finally {
    state.underWay -= 1;
  }
}

/** Whether one more may be asked now. What is left grows with time; strangers can empty it, and nothing else. */
export function allowQuestion(connectionId: string, now = Date.now()): boolean {
  const { buckets } = hints();
  const { left, at } = buckets.get(connectionId) ?? { left: BURST, at: now };
  const filled = Math.min(BURST, left + (Math.max(0, now - at) / 1_000) * A_SECOND);
  const isAllowed = filled >= 1;
  buckets.set(connectionId, { left: isAllowed ? filled - 1 : filled, at: now });
  return isAllowed;
}

/** Gives back what was not asked after all. */
export function returnQuestion(connectionId: string): void {
  const bucket = hints().buckets.get(connectionId);
  if (bucket) bucket.left += 1;
}

function hints(): Hints {
  return processWide("hints", () => ({ buckets: new Map(), underWay: 0 }));
}
