import { AppError } from "@/lib/errors";
import type { WebhookRequest } from "@/lib/providers/provider";
import type { Outcome } from "@/lib/registrations/outcome";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { registerMessages } from "@/lib/registrations/register-message";
import type { RegisteredMessage } from "@/lib/registrations/registration";
import type { Account } from "./account";
import type { AppEvent, Callback, Script, Step } from "./script";
import { signCallback } from "./sign-callback";

/** Where a script is played: whose clock counts, and how callbacks reach us. */
export type Stage = {
  apiKey: { id: string };
  /** By connection key. */
  accounts: ReadonlyMap<string, Account>;
  timeOf(atMs: number): Date;
  /** Resolves when it is time; false ends the play. */
  reach(at: Date): boolean | Promise<boolean>;
  /** Hands a callback over; resolves with the status of the answer. */
  deliver(request: WebhookRequest): Promise<number>;
};

export type Played = {
  /** Our ids by index of the script's messages; undefined for those that the app did not register. */
  messageIds: (string | undefined)[];
  /** Answers by status. */
  answers: Map<number, number>;
  isComplete: boolean;
};

/** Plays a script step by step: the app's calls through the verbs of its API, callbacks through the stage's door. */
export async function playScript(script: Script, stage: Stage): Promise<Played> {
  const played: Played = { messageIds: [], answers: new Map(), isComplete: true };
  const play: Play = { script, stage, played, signed: new Map(), underWay: [] };
  try {
    for (const step of script.steps) {
      const at = stage.timeOf(step.atMs);
      played.isComplete = await stage.reach(at);
      if (!played.isComplete) break;
      await playStep(step, at, play);
    }
    await answersOf(play);
    return played;
  } finally {
    // After a failure, what was sent is still waited for, so that nothing goes on behind the caller's back.
    await Promise.allSettled(play.underWay);
  }
}

type Play = {
  script: Script;
  stage: Stage;
  played: Played;
  signed: Map<Callback, WebhookRequest>;
  /** Callbacks whose answers nobody has waited for: a provider does not hold one back for another's answer. */
  underWay: Promise<number>[];
};

async function playStep(step: Step, at: Date, play: Play): Promise<void> {
  switch (step.kind) {
    case "send":
      await answersOf(play);
      play.played.messageIds[step.message] = (await register(step.message, at, play)).id;
      return;
    case "events":
      await answersOf(play);
      return recordEvents(step.events, at, play);
    case "callback":
      send(step.callback, at, play);
      return;
    default:
      return step satisfies never;
  }
}

function send(callback: Callback, at: Date, play: Play): void {
  const answer = play.stage.deliver(requestOf(callback, at, play));
  // A failure is met when the answer is asked for, which may be later.
  answer.catch(() => undefined);
  play.underWay.push(answer);
}

async function answersOf({ underWay, played: { answers } }: Play): Promise<void> {
  for (const status of await Promise.all(underWay.splice(0))) answers.set(status, (answers.get(status) ?? 0) + 1);
}

/** The same bytes at every arrival of one callback, as a provider repeats what it was not answered for. */
function requestOf(callback: Callback, at: Date, { script, stage, signed }: Play): WebhookRequest {
  const account = stage.accounts.get(callback.route.connectionKey);
  if (!account) throw new Error("a callback over a connection that was not opened");
  const request = signed.get(callback) ?? signCallback(callback, script, account, stage.timeOf);
  signed.set(callback, request);
  return { ...request, receivedAt: at };
}

async function register(index: number, at: Date, { script, stage }: Play): Promise<RegisteredMessage> {
  const { person, verificationId, useCase, templateKey, messages } = script;
  const message = messages[index];
  if (!message?.messageId) throw new Error("a send of a message that the app does not register");
  const retryOf = message.retryOf === null ? undefined : messages[message.retryOf]?.messageId;
  const input = {
    connection: message.route.connectionKey,
    to: message.recipient,
    providerMessageId: message.providerMessageId,
    messageId: message.messageId,
    channel: "sms" as const,
    sender: message.route.sender,
    ...{ useCase, templateKey, userRef: person.userRef },
    action: { type: useCase, id: `${useCase}-${message.messageId.slice(-8)}` },
    verificationId: verificationId ?? undefined,
    retryOf: retryOf ?? undefined,
    sentAt: at,
    metadata: { app: "acme", region: person.country },
  };
  return accepted(await registerMessages(stage.apiKey, [input], () => at));
}

async function recordEvents(events: readonly AppEvent[], at: Date, { script, stage }: Play): Promise<void> {
  const { verificationId, person, messages } = script;
  if (!verificationId) throw new Error("events of an attempt that the script does not have");
  const inputs = events.map(({ atMs, codeExpiresAtMs, message, ...event }, index) => ({
    ...event,
    eventId: `${event.type}-${atMs}`,
    at: stage.timeOf(atMs),
    codeExpiresAt: codeExpiresAtMs === undefined ? undefined : stage.timeOf(codeExpiresAtMs),
    messageId: message === undefined ? undefined : (messages[message]?.messageId ?? undefined),
    ...(index === 0 && { userRef: person.userRef, to: person.recipient }),
  }));
  for (const outcome of await recordVerificationEvents(stage.apiKey, verificationId, inputs, () => at)) {
    accepted([outcome]);
  }
}

function accepted<T>([outcome]: readonly Outcome<T>[]): T {
  if (outcome?.ok) return outcome.value;
  const fields = Object.entries(outcome?.error.fields ?? {}).map(([path, problem]) => `${path} ${problem}`);
  throw new AppError("internal", `The app's part of a story was refused: ${fields.join("; ") || "no reason given"}.`);
}
