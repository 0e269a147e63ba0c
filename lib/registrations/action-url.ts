import { z } from "zod";

/** Characters that turn the direction of what follows: an address then reads as another one than it leads to. */
export const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Where the action can be seen, followed by whoever works at the desk: an address that leads where it seems to lead. */
export const actionUrl = z
  .url({ protocol: /^https?$/, error: "must be a whole address, like https://shop.example/orders/42" })
  .max(500)
  .refine((text) => !hasUserInfo(text), "must name no user: what stands before an @ hides where the address leads")
  .refine((text) => !DIRECTION_MARKS.test(decoded(text)), "must hold no direction marks: they hide where it leads");

function hasUserInfo(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  // A bare @ is dropped by the parser, and reads like a user's all the same.
  return username !== "" || password !== "" || /^[a-z]+:[\\/]*[^\\/?#]*@/i.test(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
