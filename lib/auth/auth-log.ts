import { log } from "@/lib/log";

/** A cookie that is not ours, or not any more, is everybody's to send. */
const HARMLESS = ["JWT_SESSION_ERROR"];

/** next-auth's own words, one short line each: what it says beside its code may quote what was sent. */
export const authLog = {
  error(code: string, metadata: unknown) {
    const { name } = (metadata as { error?: Error })?.error ?? (metadata as Error) ?? {};
    log()[HARMLESS.includes(code) ? "debug" : "warn"]({ code, name }, "sign-in: not as expected");
  },
  warn: (code: string) => log().warn({ code }, "sign-in: a setting is doubtful"),
  debug: () => undefined,
};
