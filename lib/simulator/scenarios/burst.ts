import type { Scenario } from "../script";
import { ScriptWriter, SECOND } from "../script-writer";

const MESSAGES = 40;

/** Messages that the app never told of, all called back within two seconds. */
export const burst: Scenario = {
  about: `${MESSAGES} messages that nobody registered, called back within two seconds`,
  write(cast) {
    const writer = new ScriptWriter("burst", cast);
    for (let index = 0; index < MESSAGES; index += 1) {
      const message = writer.unregistered(cast.first, cast.passerBy(index));
      const begins = cast.random.integer(0, 400);
      writer.report(message, "accepted", begins);
      writer.report(message, "sent", begins + cast.random.integer(100, 600));
      writer.report(message, "delivered", begins + SECOND);
    }
    return writer.end({
      messages: Array.from({ length: MESSAGES }, () => ({ status: "delivered" as const })),
      verification: null,
      headline: "Reported delivered ",
    });
  },
};
