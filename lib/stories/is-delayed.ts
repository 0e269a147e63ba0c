type Awaited = {
  isFinal: boolean;
  deadlineAt: Date | null;
};
type Sent = Awaited & {
  sentAt: Date | null;
  firstEventAt: Date | null;
  createdAt: Date;
};

/** Whether a receipt may still be on its way: the message is neither final nor past its deadline. */
export function isAwaited({ isFinal, deadlineAt }: Awaited, now: Date): boolean {
  return !isFinal && !(deadlineAt && deadlineAt <= now);
}

/** No final status after the usual time of its country and connection, and its deadline not yet passed. */
export function isDelayed(message: Sent, usualMs: number | null, now: Date): boolean {
  if (usualMs === null || !isAwaited(message, now)) return false;
  const start = message.sentAt ?? message.firstEventAt ?? message.createdAt;
  return now.getTime() - start.getTime() > usualMs;
}
