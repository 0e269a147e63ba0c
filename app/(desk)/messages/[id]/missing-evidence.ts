import type { StoryMessage } from "@/lib/delivery/story/story";

/** The gaps in what is known of a message, each with what follows from it. */
export function missingEvidence(message: StoryMessage): string[] {
  const { origin, sentAt, providerMessageId, recipientMasked, receiptGrade, reportType, events } = message;
  const reports = events.filter(({ source }) => source === "webhook" || source === "poll");
  const isUndecided = reports.length > 0 && reports.every(({ isFinal }) => !isFinal);
  const isUntimed = reports.length > 0 && reports.every(({ providerOccurredAt }) => providerOccurredAt === null);
  const isUnread = reports.some(({ timeNote }) => timeNote === "not_read");
  const isBounded = reports.some(({ timeNote }) => timeNote === "at_latest");
  const gaps: [boolean, string][] = [
    [origin === "callback", "Not registered: the app has not told us of this message. It is known from receipts only."],
    [!sentAt, "No send time: how long it took counts from the first report."],
    [!providerMessageId, "No provider message id yet: receipts cannot find this message."],
    [!recipientMasked, "No number: it cannot be found by looking one up."],
    [reports.length === 0 && reportType === "all", "No report: nothing has come from the provider."],
    [
      reports.length === 0 && reportType === "final",
      "No report: over this connection the end alone is reported, so nothing before it is missing.",
    ],
    [isUndecided, "No final report: what became of the message is not known."],
    [isUntimed && !isUnread, "No provider times: this provider sends none, so only our clock orders the reports."],
    [
      isUntimed && isUnread,
      "No provider times: what the reports say leaves doubt of the moment and was not read, so only our clock orders them.",
    ],
    [isBounded, "No exact times: the provider's are those of its calls, so each report is of then at the latest."],
    [receiptGrade === "none", "No receipts are given in this country: silence means nothing here."],
    [receiptGrade === "carrier", "Receipts here are the carrier's word, not the phone's."],
  ];
  return gaps.flatMap(([isMissing, fact]) => (isMissing ? [fact] : []));
}
