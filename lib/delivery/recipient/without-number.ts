import { carriesNumber } from "./carries-number";

/** A text that holds one of the numbers keeps none of its digits, whatever stands between them; any other stays. */
export function withoutNumber(text: string, numbers: readonly string[]): string {
  return carriesNumber(text, numbers) ? withoutDigits(text) : text;
}

export function withoutDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, "•");
}
