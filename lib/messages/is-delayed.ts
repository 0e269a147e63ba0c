type Awaited = {
  isFinal: boolean;
  sentAt: Date | null;
  firstEventAt: Date | null;
  createdAt: Date;
  deadlineAt: Date | null;
};

/** No final status after the usual time of its country and connection, and its deadline not yet passed. */
export function isDelayed(message: Awaited, usualMs: number | null, now: Date): boolean {
  if (message.isFinal || usualMs === null) return false;
  if (message.deadlineAt && message.deadlineAt <= now) return false;
  const start = message.sentAt ?? message.firstEventAt ?? message.createdAt;
  return now.getTime() - start.getTime() > usualMs;
}
