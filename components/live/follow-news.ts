const TRY_AGAIN_MS = 30_000;

export type News = {
  open(): void;
  close(): void;
  /** Whether news would come. */
  isOpen(): boolean;
};

/** News that a server sends as events. `onTurn`: they begin or cease to come. */
export function followNews(from: string, { onNews, onTurn }: { onNews(): void; onTurn(): void }): News {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(again);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    const opened = new EventSource(from);
    source = opened;
    opened.onopen = onTurn;
    opened.onmessage = onNews;
    opened.onerror = () => {
      // The browser comes again by itself, unless it was refused.
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(open, TRY_AGAIN_MS);
      onTurn();
    };
  };
  return { open, close, isOpen: () => source?.readyState === EventSource.OPEN };
}
