import type { Channel, DeliveryStatus, FailureCategory } from "@/lib/delivery/fold/status";
import type { MessageOutcome } from "./filters";

/** A message as the list and the export show it: masked, with what became of it. */
export type ListedMessage = {
  id: string;
  /** Its send time; for a message that only callbacks know the earliest time known. The list is in its order. */
  countedAt: Date;
  sentAt: Date | null;
  createdAt: Date;
  recipientMasked: string | null;
  country: string | null;
  status: DeliveryStatus;
  isFinal: boolean;
  conflicting: boolean;
  partial: boolean;
  /** Evidence names more than one recipient or user. */
  recipientsDiffer: boolean;
  isRegistered: boolean;
  errorCode: string | null;
  failureCategory: FailureCategory | null;
  /** Null where the message belongs to no attempt. */
  outcome: MessageOutcome | null;
  /** The channel over which the user verified, where the app told it. */
  verifiedOver: Channel | null;
  provider: string;
  connectionLabel: string | null;
  channel: Channel;
  senderIdentity: string | null;
  templateKey: string | null;
  useCase: string | null;
  carrierName: string | null;
  providerMessageId: string | null;
  /** From the send to the report that decided; null where one of them is not known. */
  toFinalMs: number | null;
};

/** A closed case without an answer. */
export function isWithoutReceipt({ status, isFinal }: Pick<ListedMessage, "status" | "isFinal">): boolean {
  return status === "unknown" && isFinal;
}
