import type { Scenario } from "../script";
import { ScriptWriter } from "../script-writer";

/** The app's own check refuses; nothing is sent. */
export const abuseRefused: Scenario = {
  about: "the abuse check refuses, no message is sent",
  write(cast) {
    const writer = new ScriptWriter("abuse-refused", cast);
    writer.event("requested", 0, { reason: "web" });
    writer.event("abuse_check", cast.random.integer(120, 400), { reason: "refused" });
    return writer.end({ messages: [], verification: "blocked", headline: "refused by the app's abuse check" });
  },
};
