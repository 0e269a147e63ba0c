import { AppError } from "@/lib/errors";
import { sendRequest } from "@/lib/http/send-request";

/** Its sender waits for our answer meanwhile. */
const LIMITS = { timeoutMs: 6_000, maxBytes: 64 * 1024 };
const AGAIN_AFTER_SECONDS = 20;

/**
 * Says yes to a verified question whether callbacks are wanted here, at the address that it names. The address holds a
 * token: it is told to nobody. Where it cannot be asked the question must come again.
 */
export async function confirmSubscription(url: string): Promise<void> {
  const sent = await sendRequest({ method: "GET", url }, LIMITS);
  if (sent.ok && sent.answer.status >= 200 && sent.answer.status < 300) return;
  throw new AppError("unavailable", "The subscription could not be confirmed.", {
    retryAfterSeconds: AGAIN_AFTER_SECONDS,
  });
}
