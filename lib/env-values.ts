import { z } from "zod";
import { type AddressRange, readRanges } from "./address-range";

/** Keys by id; the first one is active, the others only read what they once wrote. */
export type KeyRing = { id: string; key: Buffer }[];

const KEY_BYTES = 32;
export const KEY_ID = /^[A-Za-z0-9_-]{1,16}$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

export const keyRing = z.string().transform((text, context): KeyRing => {
  const keys = text.split(",").map((entry) => {
    const [id = "", base64 = ""] = entry.trim().split(/:(.*)/s);
    return { id, key: BASE64.test(base64) ? Buffer.from(base64, "base64") : Buffer.alloc(0) };
  });
  if (keys.some(({ id, key }) => !KEY_ID.test(id) || key.length !== KEY_BYTES)) {
    return refuse(context, "must be id:base64[,id:base64…], each key of 32 bytes");
  }
  const twice = keys.find(({ id }, index) => keys.findIndex((other) => other.id === id) !== index);
  return twice ? refuse(context, `holds two keys by the id ${twice.id}`) : keys;
});

export const port = z.string().transform((text, context) => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  return refuse(context, "must be a port number from 0 to 65535");
});

export const host = z.string().regex(/^[A-Za-z0-9._:-]+$/, "must be an address or the name of this machine");

const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

/** Names alone, separated by commas: any port of them is meant. */
export const hostNames = z.string().transform((text, context): string[] => {
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.find((name) => !HOST_NAME.test(name));
  if (wrong === undefined) return names;
  return refuse(context, `"${wrong}" is not the name of a host, like desk.example.com: no scheme, port or path`);
});

export const webAddress = z.url({ protocol: /^https?$/, error: "must be an address that begins with https://" });

/** Scheme, host and port alone: callbacks, sign-in and pages are all looked for at fixed paths below it. */
export const publicAddress = webAddress.refine(
  (text) => /^https?:\/\/[^/?#@]+\/*$/i.test(text),
  "must be no more than scheme and host, like https://otp.example.com: a path is not supported",
);

export const databaseAddress = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be an address like postgresql://user:password@host:5432/name",
});

/** Addresses and CIDR ranges, separated by commas. */
export const addressRanges = z.string().transform((text, context): AddressRange[] => {
  const read = readRanges(text);
  if (!read.ok) return refuse(context, `"${read.wrong}" is neither an address nor a range like 10.0.0.0/8`);
  return read.ranges;
});

/** A variable that is written about, and that nothing reads yet: set, it would promise what is not done. */
export const unread = z.never({ error: "nothing reads it yet: leave it unset" }).optional();

export function oneOf<const T extends readonly string[]>(...words: T) {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` });
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}
