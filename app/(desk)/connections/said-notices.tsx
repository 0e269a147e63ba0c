"use client";

import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

/** Where a page shows what was done, whatever became of the button that did it. */
export function SaidNotices() {
  return <Notifications position="bottom-right" />;
}
