import { afterAll, beforeAll } from "vitest";
import { closeDb, db } from "@/lib/db";
import type { Outcome } from "@/lib/registrations/outcome";
import { registerMessages } from "@/lib/registrations/register-message";
import { type RegisteredMessage, RegisterMessageInput } from "@/lib/registrations/registration";
import { fictionalNumber, type SendingApp, sendingApp } from "./sending-app";

export type RegistrationBody = Partial<Record<keyof RegisterMessageInput, unknown>>;

/** A sending app of a test file's own, and its requests, at `now` unless another time is given. */
export function registering(now: Date) {
  let app: SendingApp;
  beforeAll(async () => {
    app = await sendingApp();
  });
  afterAll(closeDb);

  /** To a number of fiction where a body names none. */
  const register = (bodies: readonly RegistrationBody[], idempotencyKey?: string, at = now) => {
    const inputs = bodies.map((body) =>
      RegisterMessageInput.parse({ connection: app.connection.key, to: fictionalNumber(), ...body }),
    );
    return registerMessages(app.apiKey, inputs, () => at, idempotencyKey);
  };
  const registerOne = async (body: RegistrationBody, idempotencyKey?: string) => {
    const [outcome] = await register([body], idempotencyKey);
    return outcome as Outcome<RegisteredMessage>;
  };
  return { app: () => app, register, registerOne };
}

/** The id of what was registered, or what was said against it. */
export function registeredId(outcome: Outcome<RegisteredMessage>): string {
  return outcome.ok ? outcome.value.id : `refused: ${outcome.error.message}`;
}

export function messageRow(id: string) {
  return db().message.findUniqueOrThrow({ where: { id } });
}
