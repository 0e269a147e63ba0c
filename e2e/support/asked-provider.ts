// A provider's API on loopback, which answers what a test has it say.
import { afterAll, beforeAll, beforeEach } from "vitest";
import { db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { inOwnDatabase } from "./own-database";
import { ProviderServer } from "./provider-server";

export const server = new ProviderServer();

/** Gives a test file the server, and a database in which no other test's connection is asked. */
export function askOnLoopback(): void {
  inOwnDatabase();
  beforeAll(async () => {
    provideEnv({ OUTGOING_PRIVATE_RANGES: "127.0.0.0/8" });
    await server.start();
  });
  beforeEach(async () => {
    server.forget();
    await db().providerConnection.updateMany({ data: { status: "disabled" } });
  });
  afterAll(async () => {
    await server.stop();
    provideEnv({ OUTGOING_PRIVATE_RANGES: "" });
  });
}

/** What StartMessaging says of a message. */
export const said =
  (status: string, more: object = {}) =>
  (path: string) => ({
    body: {
      success: true,
      statusCode: 200,
      data: {
        messageId: path.split("/").at(-1),
        status,
        deliveredAt: null,
        error: null,
        text: "Your code is 482913",
        ...more,
      },
    },
  });
export const messageOf = (id: string) => db().message.findFirstOrThrow({ where: { id } });
export const eventsOf = (messageId: string) =>
  db().messageEvent.findMany({ where: { messageId }, orderBy: { receivedAt: "asc" } });
