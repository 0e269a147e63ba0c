import type { Command } from "commander";

type Listed = { name: string; about: string; load(): Promise<{ define(command: Command): void }> };

/** Every admin command; what it does is loaded when it is asked for. */
export const COMMANDS: readonly Listed[] = [
  {
    name: "migrate",
    about: "bring the database's tables up to date",
    load: () => import("./commands/migrate-command"),
  },
  {
    name: "connections",
    about: "provider accounts that send callbacks",
    load: () => import("./commands/connections-command"),
  },
  { name: "api-keys", about: "keys for the sending app", load: () => import("./commands/api-keys-command") },
  { name: "users", about: "people who sign in", load: () => import("./commands/users-command") },
  { name: "messages", about: "sends and what became of them", load: () => import("./commands/messages-command") },
  { name: "verifications", about: "OTP attempts", load: () => import("./commands/verifications-command") },
  {
    name: "simulate",
    about: "send correctly signed callbacks, in the provider's real shape, to the instance that runs here",
    load: () => import("./commands/simulate-command"),
  },
  {
    name: "reconcile",
    about: "ask providers what became of messages without a final status",
    load: () => import("./commands/reconcile-command"),
  },
  { name: "audit", about: "the log of who did what", load: () => import("./commands/audit-command") },
  {
    name: "drift",
    about: "whether what is counted and summarised is true",
    load: () => import("./commands/drift-command"),
  },
  {
    name: "retention",
    about: "how long messages and callbacks are kept",
    load: () => import("./commands/retention-command"),
  },
  { name: "ids", about: "what is known of the sending app's own ids", load: () => import("./commands/ids-command") },
  {
    name: "doctor",
    about: "look over a running or a planned installation, and say what to do",
    load: () => import("./commands/doctor-command"),
  },
  { name: "demo", about: "the demo data", load: () => import("./commands/demo-command") },
];
