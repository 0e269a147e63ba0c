/** `2026-11-21`, `2026-11-21T19:30`, `2026-11-21T19:30:05`, and any of them with `Z` or `+05:30` behind a time. */
const WRITTEN = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/;

/** The instant that a written time means: as it says itself, else by the clocks of `zone`; null for anything else. */
export function zonedInstant(text: string, zone: string): Date | null {
  const [, day, clock = "00:00", offset] = WRITTEN.exec(text.trim()) ?? [];
  if (!day) return null;
  const utc = new Date(`${day}T${clock}Z`);
  // The calendar rolls 30 February over into March.
  if (Number.isNaN(utc.getTime()) || !utc.toISOString().startsWith(day)) return null;
  if (offset) return new Date(utc.getTime() - offsetMs(offset));
  return atWallClock(utc, zone);
}

function offsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** When clocks of `zone` show what `wanted` shows in UTC. A time that a clock change skips is read as one beside it. */
function atWallClock(wanted: Date, zone: string): Date {
  const guess = new Date(wanted.getTime() - zoneOffsetMs(wanted, zone));
  return new Date(wanted.getTime() - zoneOffsetMs(guess, zone));
}

/** How far clocks of `zone` are ahead of UTC at an instant. */
export function zoneOffsetMs(at: Date, zone: string): number {
  const parts = offsetFormat(zone).formatToParts(at);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value.replace("GMT", "") ?? "";
  return name === "" ? 0 : offsetMs(name.replace("\u2212", "-").slice(0, 6));
}

/** An instant as `<input type="datetime-local">` shows it to a reader in `zone`. */
export function localDateTime(at: Date, zone: string): string {
  return new Date(at.getTime() + zoneOffsetMs(at, zone)).toISOString().slice(0, 16);
}

// Making a formatter costs far more than using it, and a chart of days asks hundreds of times.
const offsetFormats = new Map<string, Intl.DateTimeFormat>();
function offsetFormat(timeZone: string): Intl.DateTimeFormat {
  const known = offsetFormats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  offsetFormats.set(timeZone, made);
  return made;
}
