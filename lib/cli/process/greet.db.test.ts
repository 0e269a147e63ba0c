import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { addUser } from "@/lib/auth/add-user";
import { findInvitation } from "@/lib/auth/find-invitation";
import { systemClock } from "@/lib/clock";
import { db } from "@/lib/db";
import { greet } from "./greet";

inOwnDatabase();

let said = "";
const isTTY = process.stdout.isTTY;
beforeEach(() => {
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.stdout.isTTY = isTTY;
});

describe("a start without an admin", () => {
  it("shows the link on a terminal, the newest alone, and elsewhere how to make an admin", async () => {
    process.stdout.isTTY = false;
    await greet(false);
    expect(said).not.toContain("/invite/");
    expect(said).toContain("cli -- users add --role admin");
    expect(await db().invitation.count()).toBe(0);

    const [first, second] = [await linkOnTerminal(), await linkOnTerminal()];
    expect(await findInvitation(first, systemClock())).toBeNull();
    expect(await findInvitation(second, systemClock())).toMatchObject({ role: "admin" });
    expect(await db().auditEntry.count({ where: { action: "invitation_created" } })).toBe(2);

    const admin = {
      email: "ada@example.com",
      name: "Ada",
      role: "admin",
      password: "unlikely-7-otters-dance",
    } as const;
    await addUser(admin, systemClock);
    expect(await findInvitation(second, systemClock())).toBeNull();
    said = "";
    await greet(false);
    expect(said).not.toMatch(/invite|admin/);
  });
});

async function linkOnTerminal(): Promise<string> {
  said = "";
  process.stdout.isTTY = true;
  await greet(false);
  return /\/invite\/(\S+)/.exec(said)?.[1] ?? "";
}
