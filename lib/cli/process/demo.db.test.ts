import { expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { mintUser } from "@/lib/auth/fixtures/session";
import { findSession } from "@/lib/auth/sessions/find-session";
import { openSession } from "@/lib/auth/sessions/open-session";
import { db } from "@/lib/db";
import { allowDemoAccounts } from "./demo";

inOwnDatabase();

it("shuts the demo's accounts out where it is over, on record, and lets no session come back with it", async () => {
  const { id } = await mintUser("agent", { demo: true });
  const colleague = await mintUser("agent");
  const [of, others] = await Promise.all([id, colleague.id].map((userId) => openSession({ userId }, new Date())));
  await allowDemoAccounts(false);
  await allowDemoAccounts(false);
  expect(await findSession(of ?? "", new Date())).toBeNull();
  expect(await findSession(others ?? "", new Date())).toMatchObject({ user: colleague });
  await allowDemoAccounts(true);
  expect(await findSession(of ?? "", new Date())).toBeNull();
  expect(await db().auditEntry.findMany()).toMatchObject([{ action: "user_disabled", subjectId: id, actorId: null }]);
});
