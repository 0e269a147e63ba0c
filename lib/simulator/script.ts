import type { Channel, DeliveryStatus, FailureCategory } from "@/lib/delivery/fold/status";
import type { VerificationEventType, VerificationState } from "@/lib/delivery/fold/verification-event";
import type { ReviewKind } from "@/lib/ledger/review/record-review";
import type { DemoAccount, Provider } from "@/lib/providers/provider";
import type { Random } from "./random";

/** One way to send: a connection, and what its provider knows to say. */
export type Route = {
  connectionKey: string;
  provider: Provider;
  sender: string;
  carrier?: { mccMnc: string; name: string };
  /** Half of the receipts come faster. */
  receiptMs: number;
  /** Its callbacks say of a failure whether it is the last word. */
  saysFinal: boolean;
  /** It signs bytes, whatever they are; else fields alone. */
  signsAnyBytes: boolean;
  newMessageId: DemoAccount<unknown>["newMessageId"];
};

export type Person = { recipient: string; country: string; userRef: string };

/** All that a scenario may draw on: who asks for the code, what for, and how it is sent. */
export type Cast = {
  random: Random;
  person: Person;
  useCase: string;
  templateKey: string;
  first: Route;
  /** For a second try; the first again where there is only one. */
  other: Route;
  /** Numbers of people who belong to no attempt. */
  passerBy(index: number): string;
  /** How long the app collects its events before it hands them over in one call. */
  outboxMs: number;
  /** For the scenario of failures; any that the provider can say where it is not given. */
  category?: FailureCategory;
};

/** A story as steps on a clock that starts at 0: what the app says, and what the providers call back with. */
export type Script = {
  scenario: string;
  person: Person;
  useCase: string;
  templateKey: string;
  /** The app's id of the attempt; null where messages belong to none. */
  verificationId: string | null;
  messages: ScriptMessage[];
  /** In order of time. */
  steps: Step[];
  ending: Ending;
};

export type ScriptMessage = {
  route: Route;
  recipient: string;
  providerMessageId: string;
  /** The app's own id; null for one that the app never registers. */
  messageId: string | null;
  /** Index of the message that this one repeats. */
  retryOf: number | null;
};

export type Step = { atMs: number } & (
  | { kind: "send"; message: number }
  | { kind: "events"; events: AppEvent[] }
  | { kind: "callback"; callback: Callback }
);

export type AppEvent = {
  type: VerificationEventType;
  atMs: number;
  message?: number;
  channel?: Channel;
  reason?: string;
  codeExpiresAtMs?: number;
  voidsEarlierCodes?: boolean;
};

/** What a provider calls back with; one that several steps share is the same request, sent again. */
export type Callback = {
  route: Route;
  /** When it is made and signed. */
  madeAtMs: number;
  signature: "own" | "forged";
  content: Report | { kind: "raw"; contentType: string; body: string };
};

export type Report = {
  kind: "report";
  message: number;
  rawStatus: string;
  errorCode?: string;
  reason?: string;
  isFinal?: boolean;
  channel?: Channel;
  eventId: string;
  occurredAtMs: number;
};

/** What the evidence must come to once every deadline has passed. */
export type Ending = {
  messages: MessageEnding[];
  verification: VerificationState | null;
  /** Part of the verdict's headline, in any case. */
  headline: string;
  /** Callbacks refused for their signature. */
  refused?: number;
  review?: ReviewKind;
};

export type MessageEnding = {
  status: DeliveryStatus;
  conflicting?: boolean;
  failureCategory?: FailureCategory;
  /** Arrivals of reports that were there already. */
  duplicates?: number;
};

export type Scenario = {
  /** In a line, for the list of scenarios. */
  about: string;
  /** False where the cast's providers cannot say what the story needs. */
  isPlayable?(cast: Cast): boolean;
  write(cast: Cast): Script;
};
