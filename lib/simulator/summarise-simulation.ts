import type { Account } from "./account";
import type { Played } from "./play-script";
import type { Script } from "./script";

/** What a run of the simulator did, for people and for programs. */
export type Simulation = {
  scenario: string;
  provider: string;
  connection: string;
  stories: number;
  callbacks: number;
  /** Callbacks by the status of their answer; 0 stands for none. */
  answers: Record<string, number>;
  /** Callbacks that were not answered as they should be. */
  unexpected: number;
  seconds: number;
  callbacksPerSecond: number;
  /** The first ones. The numbers belong to nobody. */
  told: ToldStory[];
};

export type ToldStory = {
  verificationId: string | null;
  userRef: string;
  recipient: string;
  messages: { id: string | null; messageId: string | null; providerMessageId: string; endsAs: string }[];
};

const SHOWN = 20;

export function emptySimulation(scenario: string, { provider, key }: Account): Simulation {
  const counts = { stories: 0, callbacks: 0, answers: {}, unexpected: 0, seconds: 0, callbacksPerSecond: 0 };
  return { scenario, provider: provider.id, connection: key, ...counts, told: [] };
}

/** The run with one more story told, `tookMs` after its beginning. */
export function withStory(simulation: Simulation, script: Script, played: Played, tookMs: number): Simulation {
  const answers = { ...simulation.answers };
  for (const [status, count] of played.answers) answers[status] = (answers[status] ?? 0) + count;
  const callbacks = Object.values(answers).reduce((sum, count) => sum + count, 0);
  const { told } = simulation;
  return {
    ...simulation,
    stories: simulation.stories + 1,
    ...{ callbacks, answers },
    unexpected: simulation.unexpected + unexpectedAnswers(script, played),
    seconds: Math.round(tookMs / 100) / 10,
    callbacksPerSecond: Math.round((callbacks / Math.max(1, tookMs)) * 1_000),
    told: told.length < SHOWN ? [...told, toldStory(script, played)] : told,
  };
}

function unexpectedAnswers({ ending }: Script, { answers }: Played): number {
  let refused = 0;
  for (const [status, count] of answers) if (status < 200 || status >= 300) refused += count;
  return Math.abs(refused - (ending.refused ?? 0));
}

function toldStory({ person, verificationId, messages, ending, steps }: Script, { messageIds }: Played): ToldStory {
  const isRegistered = steps.some(({ kind }) => kind !== "callback");
  return {
    verificationId: isRegistered ? verificationId : null,
    userRef: person.userRef,
    recipient: messages[0]?.recipient ?? person.recipient,
    messages: messages.slice(0, SHOWN).map(({ messageId, providerMessageId }, index) => ({
      id: messageIds[index] ?? null,
      messageId: isRegistered ? messageId : null,
      providerMessageId,
      endsAs: ending.messages[index]?.status ?? "unknown",
    })),
  };
}
