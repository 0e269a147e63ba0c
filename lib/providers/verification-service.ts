import type { Channel } from "@/lib/delivery/fold/status";
import type { VerificationEventType } from "@/lib/delivery/fold/verification-event";

/** What a provider's verification service tells of one attempt: a word of ours that says no more than its own. */
export type ProviderVerificationEvent = {
  index: number;
  providerVerificationId: string;
  /** Where the same event never comes under another id: what only repeats history has none. */
  providerEventId?: string;
  type: VerificationEventType;
  /** The provider's own word for it. */
  rawStatus: string;
  channel?: Channel;
  codeExpiresAt?: Date;
  providerOccurredAt?: Date;
  recipient?: string;
};

/** What a provider's `verifications.sign` turns into a correctly signed request in its real shape. */
export type ExampleVerification = {
  url: string;
  at: Date;
  providerVerificationId: string;
  rawStatus: string;
  providerOccurredAt?: Date;
  recipient?: string;
};
