import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { AddedConnection } from "@/lib/connections/add-connection";
import { twilio } from "@/lib/providers/twilio/twilio";
import type { Ledger } from "./ledger";
import { type Answer, isAcknowledged, postCallback } from "./post-callback";

export type SteadyLoadOptions = {
  /** Origins of the processes under test; each attempt goes to the next one. */
  urls: readonly string[];
  /** The public origin that callbacks are signed for; without it, the origin that each is posted to. */
  publicUrl?: string;
  connection: AddedConnection;
  /** Read at every signing, so that a test may rotate it. */
  secrets: { authToken: string };
  ledger: Ledger;
  senders?: number;
  /** The receipts of one message, in the order they are sent; each is acknowledged by itself. */
  rawStatuses?: readonly string[];
  /** How many of the acknowledged callbacks are sent once more. */
  duplicateShare?: number;
  /** How long a sender waits before it comes again. */
  retryAfterMs?: number;
  onAnswer?(answer: Answer): void;
};

export type SteadyLoad = {
  /** Acknowledgements in the ledger, duplicates not among them. */
  readonly acknowledged: number;
  /** Attempts that brought no 2xx. */
  readonly retries: number;
  readonly duplicates: number;
  /** Resolves when every callback under way is acknowledged. */
  stop(): Promise<void>;
  /** Gives up what is under way: for the end of a test that failed. Harmless after `stop`. */
  abandon(): void;
};

/**
 * Senders that behave like a provider: each sends the same callback again until it is acknowledged, and only
 * then its next one. The ledger holds the message's reference once for every acknowledged receipt.
 */
export function startSteadyLoad(options: SteadyLoadOptions): SteadyLoad {
  const { ledger, senders = 32, rawStatuses = ["delivered"], duplicateShare = 0.05 } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const state = { acknowledged: 0, retries: 0, duplicates: 0, isOn: true };
  const abandoned = new AbortController();
  const onRetry = () => {
    state.retries += 1;
  };
  const until = untilAcknowledged(options, agent, onRetry, abandoned.signal);

  const send = async (sender: number): Promise<void> => {
    for (let serial = 0; state.isOn; serial += 1) {
      const reference = referenceOf(sender, serial);
      for (const rawStatus of rawStatuses) {
        await until(reference, rawStatus);
        await ledger.acknowledge(reference);
        state.acknowledged += 1;
        if (Math.random() >= duplicateShare) continue;
        await until(reference, rawStatus);
        state.duplicates += 1;
      }
    }
  };
  const sending = Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  // A sender that fails is told by `stop`, and must not end the whole run before.
  sending.catch(() => undefined);

  return {
    get acknowledged() {
      return state.acknowledged;
    },
    get retries() {
      return state.retries;
    },
    get duplicates() {
      return state.duplicates;
    },
    stop: async () => {
      state.isOn = false;
      await sending;
      agent.destroy();
    },
    abandon: () => {
      abandoned.abort();
      agent.destroy();
    },
  };
}

/** A Twilio-like message id: unique by sender and serial within one load. */
function referenceOf(sender: number, serial: number): string {
  return `SM${sender.toString(16).padStart(8, "0")}${serial.toString(16).padStart(24, "0")}`;
}

function untilAcknowledged(options: SteadyLoadOptions, agent: Agent, onRetry: () => void, signal: AbortSignal) {
  const { urls, publicUrl, connection, secrets, retryAfterMs = 20, onAnswer } = options;
  let turn = 0;
  return async (reference: string, rawStatus: string): Promise<void> => {
    const at = new Date();
    for (;;) {
      const origin = urls[turn++ % urls.length] ?? "";
      const url = `${publicUrl ?? origin}/api/webhooks/twilio/${connection.key}`;
      const recipient = "+14155550100";
      const signed = twilio.sign(
        { kind: "report", url, at, providerMessageId: reference, rawStatus, recipient },
        { authToken: secrets.authToken },
      );
      const answer = await postCallback(signed, agent, origin);
      onAnswer?.(answer);
      if (isAcknowledged(answer)) return;
      onRetry();
      await sleep(retryAfterMs);
      signal.throwIfAborted();
    }
  };
}
