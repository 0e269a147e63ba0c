import type { Change, Rate } from "./rate";

const MINUS = "−";

/** `94.2 %`; whole per cents of a small sample, which carries no tenths. */
export function formatShare({ share, isSmall }: Pick<Rate, "share" | "isSmall">): string {
  return `${percent(share, isSmall ? 0 : 1)} %`;
}

/** `93.8 to 94.6 %`: from low to high, for a share does not lie in the middle. As exact as the share beside it. */
export function formatInterval({ low, high, isSmall }: Rate): string {
  const digits = isSmall ? 0 : 1;
  return `${percent(low, digits)} to ${percent(high, digits)} %`;
}

/** `−16.2`, `+0.2`, `0.0`: a change in points. */
export function formatChange({ by }: Change): string {
  const points = Math.abs(by * 100).toFixed(1);
  if (points === "0.0") return points;
  return `${by < 0 ? MINUS : "+"}${points}`;
}

/** `182,340`. */
export function formatCount(n: number): string {
  return n.toLocaleString("en");
}

/** `1 message`, `1,204 messages`. */
export function countOf(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

// A rate that is not whole never reads as all or nothing.
function percent(share: number, digits: number): string {
  const text = (share * 100).toFixed(digits);
  const smallest = 10 ** -digits;
  if (share < 1 && Number(text) === 100) return (100 - smallest).toFixed(digits);
  if (share > 0 && Number(text) === 0) return smallest.toFixed(digits);
  return text;
}
