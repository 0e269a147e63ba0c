import { fileURLToPath } from "node:url";

const PASSWORD = "correct horse battery staple";

/** One person a role, made anew for every run. */
export const PEOPLE = {
  agent: { email: "agent@e2e.example", password: PASSWORD },
  senior_agent: { email: "senior@e2e.example", password: PASSWORD },
  analyst: { email: "analyst@e2e.example", password: PASSWORD },
  admin: { email: "admin@e2e.example", password: PASSWORD },
} as const;
export type PersonRole = keyof typeof PEOPLE;
export const PERSON_ROLES = Object.keys(PEOPLE) as PersonRole[];

/** Where a role's signed-in cookies are kept, for `test.use({ storageState: signedIn("admin") })`. */
export function signedIn(role: PersonRole): string {
  return fileURLToPath(new URL(`../../.test/signed-in/${role}.json`, import.meta.url));
}
