import type { z } from "zod";
import type { Channel, DeliveryStatus, FailureCategory, SaidBy } from "@/lib/delivery/fold/status";
import type { VerificationEventType } from "@/lib/delivery/fold/verification-event";
import type { ReportType } from "@/lib/delivery/story/story";
import type { ExampleVerification, ProviderVerificationEvent } from "./verification-service";

/** A callback as plain values. The only clock a provider may read is `receivedAt`. */
export type WebhookRequest = {
  method: string;
  /** The public URL exactly as the provider called it. */
  url: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
  receivedAt: Date;
};

export const REFUSAL_REASONS = [
  "missing_signature",
  "malformed_signature",
  "bad_signature",
  "bad_body_hash",
  "bad_algorithm",
  "missing_timestamp",
  "stale_timestamp",
  "wrong_account",
  "missing_document",
  "missing_secret",
  // Of who calls, which settings of any connection may ask for beside the provider's own proof.
  "address_not_allowed",
  "address_not_known",
  "missing_credentials",
  "wrong_credentials",
  "missing_certificate",
  "wrong_certificate",
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];
export type Verification = { ok: true } | { ok: false; reason: RefusalReason };

/** One status of one message (or of one part of it), as the provider said it. */
export type DeliveryReport = {
  /** Position in the body, from 0. */
  index: number;
  providerMessageId: string;
  /** The app's own reference, echoed by the provider. */
  clientReference?: string;
  /** The attempt that the message belongs to, by its id at the provider's verification service. */
  providerVerificationId?: string;
  providerEventId?: string;
  /** 1-based. */
  part?: number;
  rawStatus: string;
  errorCode?: string;
  rawReason?: string;
  /** The provider's own final flag, where it sends one; it overrides the status table. */
  isFinal?: boolean;
  providerOccurredAt?: Date;
  /** A time stands in the report that leaves doubt of the moment. */
  timeNotRead?: boolean;
  /** Where no time is known, a signed one at which it had happened: in no dedupe key, for each push has its own. */
  occurredAtLatest?: Date;
  /** As the provider wrote it: with or without +, with a channel prefix removed. */
  recipient?: string;
  channel?: Channel;
  sender?: string;
  carrier?: { mccMnc?: string; name?: string };
  parts?: number;
  price?: { amount: string; currency?: string };
};

export type InboundMessage = {
  index: number;
  providerMessageId: string;
  from?: string;
  to?: string;
  channel?: Channel;
  providerOccurredAt?: Date;
};

export const PARSE_PROBLEMS = [
  "empty_body",
  "unreadable_body",
  "unexpected_shape",
  "missing_message_id",
  "missing_status",
  "too_many_reports",
] as const;
export type ParseProblem = (typeof PARSE_PROBLEMS)[number];

/** What a callback's bytes say. A problem is a value: `parse` never throws. */
export type ParsedCallback =
  /** `problems`: reports of the same body that could not be read. */
  | { kind: "reports"; reports: DeliveryReport[]; problems?: ReadProblem[] }
  | { kind: "inbound"; messages: InboundMessage[] }
  | { kind: "verification"; events: ProviderVerificationEvent[]; problems?: ReadProblem[] }
  /** Of one body, what is of several kinds: each kind once. */
  | { kind: "several"; parts: PartOfCallback[] }
  | { kind: "handshake"; status: number; headers?: Record<string, string>; body: string }
  /** An address to visit for a yes, which the provider has pinned to hosts of its own. */
  | { kind: "confirm"; url: string }
  | { kind: "problem"; problem: ParseProblem };

export type ReadProblem = { index: number; problem: ParseProblem };
export type PartOfCallback = Extract<ParsedCallback, { kind: "reports" | "inbound" | "verification" }>;

/** How a callback ended, for the answer in the form that this provider wants. */
export type CallbackOutcome =
  | { kind: "stored" }
  | { kind: "refused"; reason: RefusalReason }
  | { kind: "unavailable"; retryAfterSeconds: number };

export type CallbackResponse = { status: number; headers?: Record<string, string>; body?: string };

/** Raw status → ours. The first raw status of each of ours is the one that examples use. */
export type StatusTable = Readonly<
  Record<
    string,
    { status: DeliveryStatus; final: boolean; saidBy: SaidBy; partial?: boolean; category?: FailureCategory }
  >
>;

/** Error code → category, and what it means. */
export type ErrorTable = Readonly<
  Record<
    string,
    {
      category: FailureCategory;
      /** The provider's own short meaning. */
      meaning: string;
      /** Narrows a failure: a filtered message is `rejected`, an outlived one `expired`. */
      status?: "rejected" | "expired" | "undelivered" | "failed";
      /** Whose word it is, where the code tells better than the raw status that it comes with. */
      saidBy?: SaidBy;
    }
  >
>;

/** The raw statuses of final failures, each with the codes that a message's receipt brings with it. */
export type FailureTable = Readonly<
  Record<
    string,
    {
      codes: readonly string[];
      /** The message never went out: no `sent` came before. */
      unsent?: true;
    }
  >
>;

/** What `sign` turns into a correctly signed request in the provider's real shape. */
export type ExampleCallback =
  | {
      kind: "report";
      url: string;
      at: Date;
      providerMessageId: string;
      rawStatus: string;
      errorCode?: string;
      reason?: string;
      isFinal?: boolean;
      recipient?: string;
      sender?: string;
      channel?: Channel;
      providerEventId?: string;
      providerOccurredAt?: Date;
      part?: number;
      carrier?: { mccMnc?: string; name?: string };
      clientReference?: string;
      /** Further fields, as a provider adds them without notice. */
      extra?: Record<string, string>;
    }
  /** Any bytes, signed as they are: captured or malformed callbacks. */
  | { kind: "raw"; url: string; at: Date; method?: string; contentType?: string; body: Buffer };

export type HttpRequest = { method: "GET" | "POST"; url: string; headers: Record<string, string>; body?: string };

/** What an admin does at the provider to connect an account: words of this provider, for the set-up page. */
export type ProviderSetup = {
  /** In order; the webhook URL stands beside them. */
  steps: readonly string[];
  /** Belongs behind the webhook URL where it is pasted: the provider's own options, and what they do. */
  urlSuffix?: { text: string; does: string };
  /** What its callbacks do not prove, and what helps. */
  caution?: string;
  /** How long the provider repeats a callback: as long, callbacks signed with a replaced secret still come. */
  retrySeconds?: number;
};

/** A made-up account, in the forms that this provider uses: for the demo, the simulator and the tests. */
export type DemoAccount<Secrets> = {
  label: string;
  /** `hex` gives so many random hexadecimal digits. */
  secrets(hex: (digits: number) => string): Secrets;
  settings?: Record<string, unknown>;
  newMessageId(hex: (digits: number) => string): string;
  /** Its part of the demo's traffic, against the other accounts'. */
  share: number;
};

/** One SMS provider, pure: no I/O, no clock, no environment. */
export interface Provider<Secrets = Record<string, string>> {
  /** As in the address of its callbacks, and its key in the registry. */
  id: string;
  name: string;
  docsUrl: string;
  /**
   * What the admin must enter; drives the form. Beside title and description a field's meta may say `isPublic` (an id
   * that is kept with them), `canGenerate` (ours to choose), and the `shape` that the provider gives it.
   */
  secrets: z.ZodType<Secrets>;
  /** What the admin may set beside the secrets: field paths, header names, tolerances. */
  settings?: z.ZodType<Record<string, unknown>>;
  /** The same provider with a connection's settings bound; without them the defaults count. */
  configure?(settings: Record<string, unknown>): Provider<Secrets>;
  /** HTTP methods that callbacks come by; none where a provider sends none, and is asked instead (`lookup`). */
  methods: readonly ("GET" | "POST")[];
  /** Its proof covers the address and all of its query: what the app wrote there is as sure as what the provider says. */
  signsAddress?: true;
  /** Its own proof stands in the `Authorization` header: no user name and password can stand there beside it. */
  readsAuthorization?: true;
  /** How long it waits for the answer to a callback, where it says so. */
  waitsSeconds?: number;
  /**
   * Documents that verify wants (a certificate): host-pinned, fetched and cached by ingest once `verify` says that
   * nothing else is missing, and given to it by their address.
   */
  needs?(request: WebhookRequest): URL[];
  verify(request: WebhookRequest, secrets: Secrets, fetched?: ReadonlyMap<string, string>): Verification;
  /** Whether what proves a callback covers what it says, and not its address alone; unless told, it does. */
  provesContent?(request: WebhookRequest, secrets: Secrets): boolean;
  parse(request: WebhookRequest): ParsedCallback;
  /** One spelling of a message's id, where it is written in several: for what the app registers and people look up. */
  plainId?(id: string): string;
  respond(outcome: CallbackOutcome): CallbackResponse;
  /** Whether it reports each step or the end alone, by its setting `reportType`; each step unless told. */
  reportType?: ReportType;
  /** Which try of the same callback this is, from 1, where the provider says. */
  attempt?(request: WebhookRequest): number | null;
  /** What of a callback each push of it repeats, where not its whole body: no nonce, signature or time of the push. */
  repeated?(request: WebhookRequest): string | undefined;
  setup?: ProviderSetup;
  demo: DemoAccount<Secrets>;
  /** Empty where its callbacks tell of attempts alone, and of no message. */
  statuses: StatusTable;
  /** Of a verification service: its words for what becomes of an attempt, and a callback that says one of them. */
  verifications?: {
    statuses: Readonly<Record<string, VerificationEventType>>;
    sign(example: ExampleVerification, secrets: Secrets): WebhookRequest;
  };
  errors: ErrorTable;
  /** Its own page on a code of that table, where there is one. */
  codePage?(code: string): string;
  /**
   * Where in the body stands what a shown payload may show: status, code, time, id, price. Names joined by `.`, the
   * elements of a list where the list stands. Every other value is hidden, so what is not known is.
   */
  plainFields: readonly string[];
  /** Where it is known which codes come with which status: what examples keep to. */
  failures?: FailureTable;
  /** Headers worth keeping beside the raw body (lower case); never one that holds a secret. */
  keptHeaders: readonly string[];
  /** Throws with secrets that cannot sign. */
  sign(example: ExampleCallback, secrets: Secrets): WebhookRequest;
  /** Whether these secrets can: a public key checks alone. Unless told, all can. */
  canSign?(secrets: Secrets): boolean;
  /** Reason text (lower case) → category, where a provider gives words instead of codes. */
  reasons?: ErrorTable;
  /** Reconciliation by polling. */
  lookup?: {
    /** Undefined when the connection holds no API credentials. */
    request(ref: string, secrets: Secrets): HttpRequest | undefined;
    /** Of an answer 200 or 404 (no such message: none); anything else throws. */
    parse(response: { status: number; body: string }): DeliveryReport[];
    /** Where in an answer stands what is kept of it, as in the `plainFields` of callbacks: all else is left out. */
    plainFields: readonly string[];
  };
}
