import { isClosed } from "../fold/summarise-verification";
import { type Situation, situation } from "../story/situation";
import type { Advice, Story, StoryMessage } from "../story/story";
import { messageTime } from "../story/story-facts";
import { failureNote } from "./failure-notes";

/** What to do now: for the sending app's resend button, and the same in words for the agent. */
export type Plan = Advice & { title: string; text: string };

/** A code that was just reported delivered, or may come any moment, is given this long before a new one. */
const PATIENCE_SECONDS = 60;
/** Where nothing is known of the usual time to a receipt. */
const USUAL_SECONDS = 30;
const MANY_WRONG_CODES = 3;

const SAY_NEW_CODE = "Please ask for a new code.";
const SAY_OTHER = "Your code may not have come through. Please choose another way to get it.";

/** One rule set for the app and for the agent. */
export function plan(story: Story): Plan {
  const found = situation(story);
  const next = planFor(found, story);
  if (!isOver(story) || (next.action !== "wait" && next.action !== "resend")) return next;
  return resend("Ask for a new code.", "The attempt is over; a new code starts a new one.", SAY_NEW_CODE);
}

function planFor(found: Situation, story: Story): Plan {
  switch (found.kind) {
    case "verified":
      return done(
        "Nothing to do.",
        "The attempt is complete. If it happens again, offer another channel.",
        "Your code was accepted.",
      );
    case "refused":
      return stop("Do not send again.", "The abuse check refused the request. Follow your fraud team's procedure.");
    case "blocked":
      return stop("Do not send again.", "The app blocked the attempt. Follow your procedure for blocked accounts.");
    case "nothing_sent":
      return nothingSent(story);
    case "wrong_code":
      return wrongCode(found, story);
    case "delivered":
      return done(
        "Nothing to do.",
        "The message was reported delivered.",
        "Your message was sent. Please look at your messages.",
      );
    case "delivered_waiting":
      return deliveredWaiting(found, story);
    case "delivered_unused":
      return resend(
        "Ask for a new code.",
        "The code was reported delivered but not used while it was valid.",
        SAY_NEW_CODE,
      );
    case "delivered_too_late":
      return otherChannel(
        "Offer another channel.",
        "The message took longer than the code was valid; a new one may be as slow.",
      );
    case "failed":
      return failed(found.message, story);
    case "conflicting":
    case "partial":
    case "no_receipt":
    case "no_receipts_here":
    case "not_understood":
      return uncertain(found.message, story);
    case "waiting":
      return waiting(found, story);
  }
}

function isOver({ verification }: Story): boolean {
  return verification !== null && isClosed(verification.state);
}

function nothingSent(story: Story): Plan {
  const since = secondsSince(story.verification?.lastEventAt ?? story.now, story);
  if (since < USUAL_SECONDS)
    return wait(
      USUAL_SECONDS - since,
      "Wait a moment.",
      "The app has not registered a message yet.",
      "Your code is on its way.",
    );
  return resend(
    "Ask for a new code.",
    "No message was registered for this request; tell your developers if it happens again.",
    SAY_NEW_CODE,
  );
}

function wrongCode({ afterNewerMs }: Situation & { kind: "wrong_code" }, story: Story): Plan {
  const isExpired = (story.verification?.codeExpiresAt ?? story.now) < story.now;
  if (isExpired || (story.verification?.wrongCodes ?? 0) >= MANY_WRONG_CODES)
    return resend(
      "Ask for a new code.",
      "The codes entered so far were wrong; only the newest one counts.",
      SAY_NEW_CODE,
    );
  const which =
    afterNewerMs === null
      ? "Have the customer compare the code with the message."
      : "Have the customer use the newest message.";
  return wait(
    PATIENCE_SECONDS,
    which,
    "Only the newest code counts; older ones may be void.",
    "That code was not right. Please use the newest message.",
  );
}

function deliveredWaiting({ message }: Situation & { kind: "delivered_waiting" }, story: Story): Plan {
  const left = PATIENCE_SECONDS - secondsSince(message.deliveredAt ?? messageTime(message), story);
  if (left > 0)
    return wait(
      left,
      "Have the customer look for the message.",
      "It was reported delivered a moment ago; spam folders of the phone count too.",
      "Your code was sent. Please look at your messages.",
    );
  return escalate(message, story, "Reported delivered, but not found by the customer.");
}

function failed(message: StoryMessage, story: Story): Plan {
  const note = failureNote(message.failureCategory ?? "no_reason_given");
  if (note.action === "stop")
    return { action: "stop", afterSeconds: 0, say: note.say, title: "Do not send again.", text: note.tryNext };
  if (note.action === "other_channel" || wasTriedBefore(message, story))
    return {
      action: "other_channel",
      afterSeconds: 0,
      say: note.action === "resend" ? SAY_OTHER : note.say,
      title: OFFER_OTHER,
      text: withoutTitle(note.tryNext, OFFER_OTHER),
    };
  const afterSeconds = Math.max(
    0,
    note.afterSeconds - secondsSince(message.lastEventAt ?? messageTime(message), story),
  );
  return { action: "resend", afterSeconds, say: note.say, title: "Ask for a new code.", text: note.tryNext };
}

const OFFER_OTHER = "Offer another channel.";

/** A note may begin with what the title already says. */
function withoutTitle(text: string, title: string): string {
  return text.startsWith(`${title} `) ? text.slice(title.length + 1) : text;
}

function uncertain(message: StoryMessage, story: Story): Plan {
  const left = PATIENCE_SECONDS - secondsSince(messageTime(message), story);
  if (left > 0)
    return wait(
      left,
      "Wait a moment.",
      "What is known so far does not settle whether the message arrived.",
      "Your code is on its way.",
    );
  return escalate(message, story, "It is not known whether the message arrived.");
}

function waiting({ message, isSlow }: Situation & { kind: "waiting" }, story: Story): Plan {
  const usual = message.usualReceiptMs === null ? USUAL_SECONDS : Math.ceil(message.usualReceiptMs / 1000);
  const left = usual - secondsSince(messageTime(message), story);
  if (!isSlow && left > 0)
    return wait(left, "Wait a moment.", "The receipt is not late yet.", "Your code is on its way.");
  return escalate(message, story, "The receipt is later than usual.");
}

/** One new code over the same channel; when that was tried already, another channel. */
function escalate(message: StoryMessage, story: Story, why: string): Plan {
  if (wasTriedBefore(message, story))
    return otherChannel("Offer another channel.", `${why} A second try over the same channel changed nothing.`);
  return resend(
    "Ask for a new code.",
    `${why} If it happens again, offer another channel.`,
    "If your code has not come, please ask for a new one.",
  );
}

function wasTriedBefore(message: StoryMessage, { messages }: Story): boolean {
  return messages.some(
    ({ ordinal, channel, status }) =>
      ordinal < message.ordinal && channel === message.channel && status !== "delivered",
  );
}

function secondsSince(at: Date, { now }: Story): number {
  return Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000));
}

function wait(afterSeconds: number, title: string, text: string, say: string): Plan {
  return { action: "wait", afterSeconds, say, title, text };
}

function resend(title: string, text: string, say: string): Plan {
  return { action: "resend", afterSeconds: 0, say, title, text };
}

function otherChannel(title: string, text: string): Plan {
  return { action: "other_channel", afterSeconds: 0, say: SAY_OTHER, title, text };
}

function stop(title: string, text: string): Plan {
  return { action: "stop", afterSeconds: 0, say: "We cannot send a code now. Please contact support.", title, text };
}

function done(title: string, text: string, say: string): Plan {
  return { action: "done", afterSeconds: 0, say, title, text };
}
