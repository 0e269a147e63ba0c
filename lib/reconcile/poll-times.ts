/** What decides when a message is asked about. */
export type Awaited = {
  /** When it was sent, as far as that is known. */
  from: Date;
  deadlineAt: Date;
  /** What 95 of 100 receipts took lately; null where too few are known. */
  usualMs: number | null;
  /** Its provider sends no callbacks. */
  isPolledOnly: boolean;
};

/** Without callbacks: soon, and then each time after twice as long. */
const ONLY = { firstMs: 5_000, factor: 2 };
/** With callbacks: once a receipt is overdue. */
const OVERDUE = { firstMs: 60_000, leastMs: 30_000, factor: 3 };

/**
 * The times at which a provider is asked about a message that still has no final status: few, at growing gaps, and the
 * last one at its deadline. Pure, so that every process agrees.
 */
export function pollTimes(message: Awaited): Date[] {
  const [from, end] = [message.from.getTime(), message.deadlineAt.getTime()];
  const times: number[] = [];
  const { factor } = message.isPolledOnly ? ONLY : OVERDUE;
  // The first gap of a message with a short life still leaves time for what follows.
  for (let after = Math.min(firstMs(message), (end - from) / 2); from + after < end; after *= factor) {
    if (after <= 0) break;
    times.push(from + after);
  }
  // Two questions close together would get one answer.
  const early = times.filter((at) => end - at >= Math.min(5_000, (end - from) / 4));
  return [...early, Math.max(end, from)].map((at) => new Date(at));
}

/** The next of them; null once all are over. Times that were missed are not made up for. */
export function nextPoll(message: Awaited, now: Date): Date | null {
  return pollTimes(message).find((at) => at > now) ?? null;
}

/** The first one of a message that was never asked about: at once where it is past, for as long as there is a use. */
export function firstPoll(message: Awaited, now: Date): Date {
  const [first] = pollTimes(message);
  return first && first > now ? first : now;
}

function firstMs({ isPolledOnly, usualMs }: Awaited): number {
  return isPolledOnly ? ONLY.firstMs : Math.max(OVERDUE.leastMs, usualMs ?? OVERDUE.firstMs);
}
