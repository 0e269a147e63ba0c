"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { followNews } from "./follow-news";

/** While news come of what changes, only what the clock changes is left to ask for. */
const WITH_NEWS_MS = 10_000;

/**
 * Asks the server for the page again while it is looked at and something can still change: at once when the server says
 * so at `newsFrom`, else every few seconds.
 */
export function KeepFresh({ everyMs, newsFrom }: { everyMs: number; newsFrom?: string }) {
  const router = useRouter();
  useEffect(() => {
    const isLookedAt = () => document.visibilityState === "visible";
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, news?.isOpen() ? WITH_NEWS_MS : everyMs);
    };
    const refresh = () => {
      if (isLookedAt()) router.refresh();
      wait();
    };
    const news = newsFrom === undefined ? null : followNews(newsFrom, { onNews: refresh, onTurn: wait });
    const turn = () => {
      // A browser opens only a handful of connections to one server: none for pages that nobody looks at.
      if (isLookedAt()) news?.open();
      else news?.close();
      refresh();
    };
    if (isLookedAt()) news?.open();
    wait();
    document.addEventListener("visibilitychange", turn);
    return () => {
      clearTimeout(timer);
      news?.close();
      document.removeEventListener("visibilitychange", turn);
    };
  }, [everyMs, newsFrom, router]);
  return null;
}
