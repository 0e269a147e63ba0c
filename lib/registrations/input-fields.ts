import { z } from "zod";
import { CHANNELS } from "@/lib/delivery/fold/status";

const DAY_MS = 86_400_000;
export const MAX_METADATA = 20;
const MAX_AGE_MS = 30 * DAY_MS;
const MAX_AHEAD_MS = 5 * 60_000;

/** One line of text; what PostgreSQL cannot hold or a screen cannot show is refused. */
export function line(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, "must not contain control characters");
}

/** An id or name that another system gave. */
export const idText = line(200);
export const shortText = line(120);

/** ISO 8601 with its zone: `2026-11-21T14:08:02Z`, `2026-11-21T19:38:02+05:30`. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Tabs and other blanks stand in numbers that come from a sheet; nothing of them is kept. */
export const RecipientText = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .describe("Phone number in E.164, email address or handle. Stored hashed and sealed.");

/** Everything about a send that may come with its registration, or be attached later. */
export const messageFields = {
  providerMessageId: idText.optional().describe("The id that the provider answered the send request with."),
  messageId: idText.optional().describe("The app's own id of the message."),
  channel: z.enum(CHANNELS).optional(),
  sender: shortText.optional().describe("Sender id, short code or number that the message came from."),
  templateKey: shortText.optional(),
  useCase: shortText.optional().describe("What the code is for: login, payment, …"),
  campaign: shortText.optional(),
  route: shortText.optional(),
  userRef: idText.optional().describe("The app's own id of the user; never a number."),
  action: z
    .strictObject({
      type: shortText,
      id: idText,
      url: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .optional(),
    })
    .optional()
    .describe("The product action that the code protects."),
  verificationId: idText.optional().describe("The app's own id of the OTP attempt."),
  retryOf: idText.optional().describe("The message that this one repeats: our id, or the app's."),
  consent: z.strictObject({ source: shortText, at: instant }).optional(),
  sentAt: instant.optional(),
  metadata: z
    .record(z.string().regex(/^[\w.-]{1,40}$/, "must be 1 to 40 letters, digits, . _ or -"), line(200))
    .refine((entries) => Object.keys(entries).length <= MAX_METADATA, `holds more than ${MAX_METADATA} entries`)
    .optional(),
};

export type MessageFields = z.infer<z.ZodObject<typeof messageFields>>;

/** What is wrong with the time of a send, or null. The window keeps one send from opening a partition anywhere. */
export function sentAtProblem(sentAt: Date | undefined, now: Date): string | null {
  if (!sentAt) return null;
  const ageMs = now.getTime() - sentAt.getTime();
  if (ageMs > MAX_AGE_MS) return "is more than 30 days ago";
  if (ageMs < -MAX_AHEAD_MS) return "is more than 5 minutes ahead";
  return null;
}
