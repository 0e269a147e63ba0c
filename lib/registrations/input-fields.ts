import { z } from "zod";
import { CHANNELS } from "@/lib/delivery/fold/status";
import { actionUrl, DIRECTION_MARKS } from "./action-url";

const DAY_MS = 86_400_000;
export const MAX_METADATA = 20;
const MAX_PARTS = 50;
const MAX_AGE_MS = 30 * DAY_MS;
const MAX_AHEAD_MS = 5 * 60_000;
/** Whoever agreed to text messages before there were any did not. */
const FIRST_CONSENT = new Date("1990-01-01T00:00:00Z");

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

/** The text of a link, beside which nothing may read in another direction. */
const readsOneWay = (text: string) => !DIRECTION_MARKS.test(text);
const MARKED = "must hold no direction marks: they make one text look like another";

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
  providerMessageIds: z
    .array(idText)
    .min(1)
    .max(MAX_PARTS)
    .optional()
    .describe(
      "For a message in parts of a provider that gives each part an id of its own: all of them, in order. The message is delivered once every part is. May be attached when the ids are known; more may follow.",
    ),
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
      type: shortText.refine(readsOneWay, MARKED),
      id: idText.refine(readsOneWay, MARKED),
      url: actionUrl.optional(),
    })
    .optional()
    .describe("The product action that the code protects."),
  verificationId: idText.optional().describe("The app's own id of the OTP attempt."),
  retryOf: idText
    .optional()
    .describe("The message that this one repeats: our id, or the app's, also of one that is registered later."),
  consent: z.strictObject({ source: shortText, at: instant }).optional(),
  sentAt: instant.optional(),
  metadata: z
    .record(z.string().regex(/^[\w.-]{1,40}$/, "must be 1 to 40 letters, digits, . _ or -"), line(200))
    .refine((entries) => Object.keys(entries).length <= MAX_METADATA, `holds more than ${MAX_METADATA} entries`)
    .optional(),
};

export type MessageFields = z.infer<z.ZodObject<typeof messageFields>>;

/** Every id that the provider gave the message, each once; the first is its own, the others are its parts'. */
export function providerIdsOf({
  providerMessageId,
  providerMessageIds = [],
}: Pick<MessageFields, "providerMessageId" | "providerMessageIds">): string[] {
  return [...new Set([...(providerMessageId === undefined ? [] : [providerMessageId]), ...providerMessageIds])];
}

/** The same fields with each of the provider's ids in the one spelling of its connection, where that has several. */
export function withPlainIds<Fields extends Pick<MessageFields, "providerMessageId" | "providerMessageIds">>(
  fields: Fields,
  plainId: ((id: string) => string) | undefined,
): Fields {
  if (!plainId) return fields;
  const { providerMessageId: id, providerMessageIds: ids } = fields;
  return {
    ...fields,
    ...(id !== undefined && { providerMessageId: plainId(id) }),
    ...(ids && { providerMessageIds: ids.map(plainId) }),
  };
}

/** What is wrong with the times of a message, by field. */
export function timeProblems({ sentAt, consent }: Pick<MessageFields, "sentAt" | "consent">, now: Date) {
  const problems: Record<string, string> = {};
  const sent = sentAt && happenedProblem(sentAt, now);
  if (sent) problems.sentAt = sent;
  const given = consent && (aheadProblem(consent.at, now) ?? (consent.at < FIRST_CONSENT ? "is before 1990" : null));
  if (given) problems["consent.at"] = given;
  return problems;
}

/** What is wrong with the time of what happened to a message, or null: nothing is older than messages are taken. */
export function happenedProblem(at: Date, now: Date): string | null {
  if (now.getTime() - at.getTime() > MAX_AGE_MS) return "is more than 30 days ago";
  return aheadProblem(at, now);
}

function aheadProblem(at: Date, now: Date): string | null {
  return at.getTime() - now.getTime() > MAX_AHEAD_MS ? "is more than 5 minutes ahead" : null;
}
