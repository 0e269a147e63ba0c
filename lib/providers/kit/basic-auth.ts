import { isSame } from "./signature";

/** The header's value for a user name and a password. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Whether a header holds these two; of its scheme the case does not matter. */
export function isBasicOf(authorization: string, username: string, password: string): boolean {
  return isSame(authorization.replace(SCHEME, "Basic "), basicAuthorization(username, password));
}

const SCHEME = /^basic +/i;
