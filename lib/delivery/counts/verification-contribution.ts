import type { VerificationState } from "../fold/verification-event";
import { bucketOf } from "./contribution";
import { latencyBucket } from "./latency-histogram";

/** Which of its messages an attempt is counted under; each counts every attempt at most once. */
export const ATTRIBUTIONS = ["first", "last", "single"] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

export type CountedVerification = {
  state: VerificationState;
  useCase: string | null;
  destinationCountry: string | null;
  requestedAt: Date | null;
  verifiedAt: Date | null;
  createdAt: Date;
};

/** What of an attempt's message decides where the attempt is counted. */
export type AttributedMessage = {
  id: string;
  connectionId: string;
  channel: string;
  templateKey: string | null;
  senderIdentity: string | null;
  destinationCountry: string | null;
  sentAt: Date | null;
  createdAt: Date;
};

export type VerificationContribution = {
  attribution: Attribution;
  bucketAt: Date;
  connectionId: string;
  country: string;
  channel: string;
  useCase: string;
  templateKey: string;
  senderIdentity: string;
  state: VerificationState;
  /** Request to success; null for one without success. */
  latencyBucket: number | null;
};

/** In the place of a connection's id: the attempt never got a message. */
export const NO_CONNECTION = "00000000-0000-0000-0000-000000000000";

/** One row per attribution that applies: `single` counts only attempts that took one message. */
export function verificationContributions(
  verification: CountedVerification,
  messages: readonly AttributedMessage[],
): VerificationContribution[] {
  const inOrder = [...messages].sort((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
  const [first] = inOrder;
  const rows = [row("first", verification, first), row("last", verification, lastBeforeSuccess(verification, inOrder))];
  return inOrder.length === 1 ? [...rows, row("single", verification, first)] : rows;
}

function lastBeforeSuccess(
  { verifiedAt }: CountedVerification,
  inOrder: readonly AttributedMessage[],
): AttributedMessage | undefined {
  const before = verifiedAt ? inOrder.filter((message) => at(message) <= verifiedAt.getTime()) : inOrder;
  return before.at(-1) ?? inOrder[0];
}

function at({ sentAt, createdAt }: AttributedMessage): number {
  return (sentAt ?? createdAt).getTime();
}

function row(
  attribution: Attribution,
  verification: CountedVerification,
  message: AttributedMessage | undefined,
): VerificationContribution {
  const { state, requestedAt, verifiedAt, createdAt } = verification;
  const startedAt = requestedAt ?? createdAt;
  return {
    attribution,
    bucketAt: bucketOf(startedAt),
    connectionId: message?.connectionId ?? NO_CONNECTION,
    country: message?.destinationCountry ?? verification.destinationCountry ?? "",
    channel: message?.channel ?? "",
    useCase: verification.useCase ?? "",
    templateKey: message?.templateKey ?? "",
    senderIdentity: message?.senderIdentity ?? "",
    state,
    latencyBucket:
      state === "verified" && verifiedAt ? latencyBucket(verifiedAt.getTime() - startedAt.getTime()) : null,
  };
}
