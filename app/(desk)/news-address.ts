/** Where the browser hears that one of these messages or attempts has changed. */
export function newsAddress(subjects: Iterable<string>): string {
  return `/api/live?watch=${[...new Set(subjects)].slice(0, MOST).join(",")}`;
}

/** An attempt stands for all of its messages. */
const MOST = 100;
