import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";

/** What a receipt knows of its message beside the status, and a message may lack. */
export type ReportedFacts = {
  providerMessageId: string;
  carrierMccMnc: string | null;
  carrierName: string | null;
  parts: number | null;
  price: string | null;
  currency: string | null;
  recipient: ProtectedRecipient | null;
  /** Our id of the attempt that it belongs to, where the receipt tells. */
  verificationId?: string | null;
};
