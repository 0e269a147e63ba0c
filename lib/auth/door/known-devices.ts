import { randomBytes } from "node:crypto";
import { isSigned, sign } from "../limits/signed-text";

/** How long a browser from which somebody signed in is known as theirs. */
export const DEVICE_DAYS = 180;
/** People who share a desk's computer: the latest of them. */
const MOST = 8;
const PURPOSE = "device";

/**
 * What a browser keeps of who signed in from it: one mark an account, which names no account and opens none. All it does
 * is spare its account's password the wait that strangers' guesses have brought about.
 */
type Mark = { text: string; signature: string; id: string; at: Date };

/** The mark of an account among those that a browser keeps: what it is called; null where the account has none. */
export function findDevice(kept: string | undefined, userId: string, now: Date): string | null {
  return marksIn(kept).find((mark) => isOf(mark, userId) && isFresh(mark, now))?.id ?? null;
}

/** What the browser keeps once an account has signed in from it. */
export function withDevice(kept: string | undefined, userId: string, now: Date): string {
  const text = `${randomBytes(12).toString("base64url")}.${now.getTime().toString(36)}`;
  const others = marksIn(kept).filter((mark) => !isOf(mark, userId));
  const marks = [{ text, signature: sign(PURPOSE, userId, text) }, ...others].slice(0, MOST);
  return marks.map((mark) => `${mark.text}.${mark.signature}`).join("~");
}

function marksIn(kept: string | undefined): Mark[] {
  return (kept ?? "").split("~", MOST).flatMap((part) => {
    const [, text = "", id = "", at = "", signature = ""] = MARK.exec(part) ?? [];
    return text ? [{ text, signature, id, at: new Date(Number.parseInt(at, 36)) }] : [];
  });
}

const MARK = /^(([\w-]{16})\.([0-9a-z]{8,9}))\.([\w-]{43})$/;

function isOf({ text, signature }: Mark, userId: string): boolean {
  return isSigned(PURPOSE, userId, text, signature);
}

function isFresh({ at }: Mark, now: Date): boolean {
  return now.getTime() - at.getTime() < DEVICE_DAYS * 86_400_000;
}
