const UNITS = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1_000 },
] as const;

/** `1.8 s` under ten seconds, `41 s`, `3 min 5 s`, `2 h 5 min`, `3 d 4 h`: two units at most; negative as `−1.8 s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `−${formatDuration(-ms)}`;
  const tenths = Math.round(ms / 100);
  if (tenths < 100) return `${tenths / 10} s`;
  const finest = ms < 3_600_000 - 500 ? 1_000 : 60_000;
  const rounded = Math.round(ms / finest) * finest;
  const first = UNITS.findIndex((unit) => rounded >= unit.ms);
  const [large, small] = [UNITS[first], UNITS[first + 1]];
  if (!large) return "0 s";
  const rest = small ? Math.floor((rounded % large.ms) / small.ms) : 0;
  const whole = `${Math.floor(rounded / large.ms)} ${large.name}`;
  return small && rest > 0 ? `${whole} ${rest} ${small.name}` : whole;
}
