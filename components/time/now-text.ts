import { zoneName } from "@/lib/time/zone-name";
import { clockText } from "./format-time";

export type ClockText = { local: string; utc: string | null };

/** `IST · 19:44:07` and `14:14 UTC`. */
export function nowText(now: Date, zone: string): ClockText {
  const name = zoneName(now, zone);
  return {
    local: `${name} · ${clockText(now, zone, { seconds: true })}`,
    utc: name === "UTC" ? null : `${clockText(now, "UTC", { seconds: false })} UTC`,
  };
}
