import { setTimeout as sleep } from "node:timers/promises";

/** People at dashboards, reading until they are stopped. */
export type DashboardReaders = {
  /** Resolves when everyone is at it: as many pages as readers, and one export, are there. */
  busy(): Promise<void>;
  stop(): Promise<{ pages: number; exports: number }>;
};

const THINK_MS = 500;
/** How far someone pages through the list before turning to the rates again. */
const PAGES_DEEP = 5;
const RATES = ["range=30d", "range=24h&unregistered=true", "range=30d&by=template", "range=7d&by=connection"];
const LISTS = ["range=24h", "range=30d", "range=30d&status=delivered", "range=30d&country=GB"];
const OLDER = /href="(\/messages\?[^"]*page=older-[^"]*)"/;

/** One reader a cookie, each with a moment of thought between pages, and exports of the whole list back to back. */
export function startDashboardReaders(url: string, cookies: readonly string[]): DashboardReaders {
  const stopped = new AbortController();
  const { signal } = stopped;
  const read = { pages: 0, exports: 0 };
  const unlessStopped = (error: unknown) => {
    if (!signal.aborted) throw error;
  };
  const readers = cookies.map((cookie, index) =>
    browse(index, async (path) => {
      const html = await get(url + path, cookie, signal);
      read.pages += 1;
      await sleep(THINK_MS, undefined, { signal });
      return html;
    }),
  );
  const exports = exportAgainAndAgain(async (path) => {
    await get(url + path, cookies[0] ?? "", signal);
    read.exports += 1;
  });
  const work = Promise.all([...readers, exports].map((one) => one.catch(unlessStopped)));
  work.catch(() => undefined);
  const untilBusy = async () => {
    while (read.pages < cookies.length || read.exports === 0) await sleep(50, undefined, { signal });
  };
  return {
    busy: async () => {
      await Promise.race([work, untilBusy()]);
    },
    stop: async () => {
      stopped.abort();
      await work;
      return { ...read };
    },
  };
}

async function browse(reader: number, open: (path: string) => Promise<string>): Promise<never> {
  for (let turn = reader; ; turn += 1) {
    await open(`/analytics?${RATES[turn % RATES.length]}`);
    let next: string | undefined = `/messages?${LISTS[turn % LISTS.length]}`;
    for (let page = 0; next && page < PAGES_DEEP; page += 1) next = olderPage(await open(next));
  }
}

async function exportAgainAndAgain(download: (path: string) => Promise<void>): Promise<never> {
  for (;;) await download("/messages/export?range=30d");
}

async function get(address: string, cookie: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { headers: { cookie }, redirect: "manual", signal });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${new URL(address).pathname} answered ${answer.status}.`);
  return text;
}

function olderPage(html: string): string | undefined {
  return OLDER.exec(html)?.[1]?.replaceAll("&amp;", "&");
}
