import { afterAll } from "vitest";

/**
 * Test files share a process, for to load their modules takes longer than most of them run. What the product keeps for a
 * whole process, and its environment, are each file's own.
 */
const environment = { ...process.env };
const holder = globalThis as unknown as Record<symbol, unknown>;
const STATE = Symbol.for("otp-desk");
delete holder[STATE];

afterAll(() => {
  delete holder[STATE];
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
});
