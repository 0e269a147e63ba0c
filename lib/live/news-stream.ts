import { AppError } from "@/lib/errors";
import { watchChanges } from "./watch-changes";

/** Then the browser comes again, and shows its session again. */
const LASTS_MS = 120_000;
/** Proxies cut a connection that is silent for longer; and whoever is signed out is so by then. */
const ASK_EVERY_MS = 15_000;
const COME_AGAIN_MS = 2_000;
const NEWS = "data: changed\n\n";
const STILL_HERE = ":\n\n";

/**
 * Server-sent events for one open page: that something it shows has changed, never what. Ends with the process, with
 * the reader's account or role, and every few minutes.
 */
export function newsStream(subjects: readonly string[], isStillIn: () => Promise<boolean>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const stop = watchChanges({ subjects: new Set(subjects), onNews: () => send(NEWS), onEnd: () => close() });
      if (!stop) throw new AppError("unavailable", "Nobody else can watch here now.", { retryAfterSeconds: 10 });
      const last = setTimeout(() => close(), LASTS_MS);
      const asking = setInterval(async () => {
        const isIn = await isStillIn().catch(() => false);
        if (isIn && isOpen) send(STILL_HERE);
        else close();
      }, ASK_EVERY_MS);
      let isOpen = true;
      end = () => {
        isOpen = false;
        clearTimeout(last);
        clearInterval(asking);
        stop();
      };
      const close = () => {
        if (isOpen) controller.close();
        end();
      };
      send(`retry: ${COME_AGAIN_MS}\n\n`);
    },
    cancel: () => end(),
  });
}
