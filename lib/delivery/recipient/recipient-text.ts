/** How providers and links mark the channel in front of a recipient: `whatsapp:+…`, `tel:+…`. */
export const CHANNEL_PREFIX = /^\s*(?:whatsapp|telegram|viber|rcs|sms|tel|mailto|mobile|phone)\s*:\s*/i;

/** Contact lists and chat apps paste direction marks, soft hyphens and full-width digits along with a number. */
export function withoutInvisible(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.trim();
  return text
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Cc}]/gu, "")
    .trim();
}
