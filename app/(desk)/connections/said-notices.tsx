"use client";

import "@mantine/notifications/styles.css";
import { Notifications, notifications } from "@mantine/notifications";

const SHOWN_MS = 8_000;

/**
 * Says what was done. What was changed may take the very button off the page: the good news is told outside of it, and
 * the last word replaces the one before, which may not hold any more.
 */
export function sayDone(message: string): void {
  notifications.clean();
  notifications.show({ message, color: "green", autoClose: SHOWN_MS });
}

/** Where a page shows what was done, whatever became of the button that did it. */
export function SaidNotices() {
  return <Notifications position="bottom-right" />;
}
