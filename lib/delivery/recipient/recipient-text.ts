import { plainDigits, plainText } from "./plain-text";

/** How providers and links mark the channel in front of a recipient: `whatsapp:+…`, `tel:+…`. */
const CHANNEL_PREFIX =
  /^(?:whatsapp|telegram|viber|rcs|sms(?:to)?|mms(?:to)?|tel|callto|mailto|mobile|phone)\s*:\s*(?:\/\/)?\s*/i;
/** How WhatsApp writes a number as an address: `447700900123@c.us`, `…:12@s.whatsapp.net`. */
const WHATSAPP_ADDRESS = /^\+?(\d{7,15})(?:[:.]\d{1,3})?@(?:c\.us|s\.whatsapp\.net)$/i;
/** `+44`, `+ 44`, `(+44)`, `+(44)`, `++44`, and `+0044`: no country's code begins with a zero. */
const PLUS = /^[\s([]*\+[\s([+]*(?:0\s*0[\s(]*)?/;

/** A recipient as it is read: without its channel, its invisible signs, and the blanks around it. */
export function recipientText(raw: string): string {
  const text = plainText(raw).replace(CHANNEL_PREFIX, "");
  const address = text.includes("@") ? WHATSAPP_ADDRESS.exec(text) : null;
  return address ? `+${address[1]}` : text;
}

/** What could be a number, in ASCII digits and separators; null for anything with other signs in it. */
export function numberText(text: string): string | null {
  const plain = plainDigits(text).replace(PLUS, "+").replace(/\]/g, ")").trim();
  return /^[+(]?[(\s]*\d[\d\s().\-/+~]*$/.test(plain) ? plain : null;
}
