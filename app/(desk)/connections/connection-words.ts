import type { RefusedSample } from "@/lib/connections/get-connection";
import type { CallerCheck, ConnectionWarning } from "@/lib/connections/list-overviews";
import type { TestStep } from "@/lib/connections/send-test-callback";
import type { CallbackOutcomeName } from "@/lib/delivery/fold/callback-outcome";
import type { Tone } from "@/lib/delivery/story/story";
import type { PollProblem } from "@/lib/ingest/polls/ask-provider";
import { sayTlsProblem, TLS_PROBLEMS, type TlsProblem } from "@/lib/ingest/tls-problem";
import type { RefusalReason } from "@/lib/providers/provider";

export const OUTCOME_WORDS: Record<CallbackOutcomeName, { label: string; meaning: string }> = {
  stored: { label: "Stored", meaning: "new, understood" },
  duplicate: { label: "Duplicate", meaning: "the same again" },
  differing: { label: "Differing", meaning: "the same event, another body" },
  unknown_status: { label: "Unknown status", meaning: "stored, in the review queue" },
  unreadable: { label: "Unreadable", meaning: "kept, in the review queue" },
  after_retention: {
    label: "After retention",
    meaning: "for a message that is no longer kept; acknowledged, not stored",
  },
  unavailable: { label: "Answered 503", meaning: "could not be stored then; the provider was asked to come again" },
  over_http: {
    label: "Over http",
    meaning: "rightly signed, answered 503 to come again: as far as we can tell they did not come over TLS",
  },
  refused: { label: "Refused", meaning: "not proven to be the provider's, or not of who may call" },
};

/** Why a callback was not taken. */
export function sayRefusal({ reason, address }: Pick<RefusedSample, "reason" | "address">): string {
  if (!isTlsProblem(reason)) return REFUSAL_WORDS[reason];
  return `It ${sayTlsProblem(reason, address)}. It is rightly signed, and was answered 503 to come again.`;
}

function isTlsProblem(reason: RefusedSample["reason"]): reason is TlsProblem {
  return (TLS_PROBLEMS as readonly string[]).includes(reason);
}

const REFUSAL_WORDS: Record<RefusalReason, string> = {
  missing_signature: "It came without a signature: not from the provider, or signing is off there.",
  malformed_signature: "Its signature is in no form that this provider uses.",
  bad_signature: "Its signature does not match: another secret, or the URL or body was changed on the way.",
  bad_body_hash: "Its body is not the one that was signed.",
  bad_algorithm: "It was signed in a way that is not taken here.",
  missing_timestamp: "It does not say when it was signed.",
  stale_timestamp: "It was signed too long ago: a replay, or a clock that is wrong.",
  wrong_account: "It names another account of the provider.",
  missing_document: "The certificate that proves it could not be fetched.",
  address_not_allowed:
    "It comes from an address that Settings do not allow. If that is the provider's, add it there; if it is a proxy of yours, name it in TRUSTED_PROXIES.",
  address_not_known:
    "Settings allow some addresses alone, and from which it comes cannot be told: name your proxy in TRUSTED_PROXIES. It was answered 503 to come again.",
  missing_credentials:
    "It came without the user name and password that are asked for. Enter them at the provider, or end the password under Secrets. Some providers send them only once asked: then the same callback is taken a moment later.",
  wrong_credentials:
    "Its user name or password is not the one in force. Enter at the provider what is stored here, or rotate it here.",
  missing_certificate:
    "It came without a client certificate, or the proxy that took it does not pass it on as Client-Cert, or is not in TRUSTED_PROXIES. What Settings ask for can be taken out there.",
  wrong_certificate:
    "It came with another client certificate. If the provider has a new one, add its SHA-256 fingerprint under Settings.",
  missing_secret:
    "It is signed, and the secret to check that with is not stored yet. It was answered 503 to come again.",
};

/** Why a provider gives no answer that can be taken, and what to do. */
export const POLL_PROBLEM_WORDS: Record<PollProblem, string> = {
  rate_limited: "The provider says that it was asked too often. It is left alone for as long as it asks for.",
  unauthorised:
    "The provider does not take the credentials stored here. Check at the provider that they are in force and may read messages, then store them anew.",
  provider_fault: "The provider's own side fails. There is nothing to do here: it is asked again at growing gaps.",
  unexpected_status:
    "The provider answers something that is no answer about a message. Check the account's region and plan.",
  not_understood: "The provider answers in a form that is not understood here. Nothing of it is stored.",
  too_large: "The provider's answer is far larger than one about a message. Nothing of it is stored.",
  timeout: "The provider takes too long to answer. It is asked again at growing gaps.",
  unreachable: "The provider cannot be reached from here. Check that this machine may reach its address over HTTPS.",
};

export const WARNING_WORDS: Record<ConnectionWarning, { label: string; meaning: string }> = {
  unknown_provider: { label: "Unknown provider", meaning: "This version does not know the provider." },
  unreadable: {
    label: "Cannot be read",
    meaning: "Its secrets or settings cannot be read by this process: callbacks are answered 503. The log says why.",
  },
  over_http: {
    label: "Over http",
    meaning:
      "Rightly signed callbacks of the last 24 hours did not come over TLS, as far as TRUSTED_PROXIES lets us see.",
  },
  unauthenticated: {
    label: "Unauthenticated",
    meaning:
      "Nothing proves that a callback is the provider's: whoever knows the URL can send one. Add the secret; where the provider has none, say under Settings who may call, or switch on “Confirm by asking” where it can be asked.",
  },
  address_alone: {
    label: "By address alone",
    meaning: "Nothing proves that a callback is the provider's but the address that it comes from.",
  },
  cannot_confirm: {
    label: "Cannot confirm",
    meaning:
      "Callbacks that prove nothing are to be confirmed by asking the provider, and what it is asked with is not stored: they are answered 503 to come again.",
  },
  waiting_for_secret: {
    label: "Waiting for its secret",
    meaning:
      "Signed callbacks are answered 503 to come again until its secret is stored: enter it once the provider shows it.",
  },
  odd_secret: {
    label: "Odd secret",
    meaning:
      "A secret in force does not look as the provider makes them. Callbacks that it verifies are taken all the same.",
  },
  secret_ends_soon: { label: "Old secret ends soon", meaning: "A replaced secret stops verifying within a day." },
  refusing: { label: "Mostly refused", meaning: "More callbacks were refused than taken in the last 24 hours." },
};

/** What is asked of who calls. */
export const CALLER_CHECK_WORDS: Record<CallerCheck, string> = {
  address: "an allowed address",
  certificate: "a known client certificate",
  credentials: "the user name and password",
};

export const SECRET_STATES: Record<string, { label: string; tone: Tone }> = {
  active: { label: "in force", tone: "ok" },
  retiring: { label: "retiring", tone: "wait" },
  revoked: { label: "ended", tone: "none" },
};

export const TEST_STEP_WORDS: Record<TestStep, { passed: string; failed: string }> = {
  reached: { passed: "Reached this installation over HTTP", failed: "Nothing answered at the webhook URL" },
  verified: { passed: "Verified with the stored secret", failed: "Not taken" },
  understood: { passed: "Understood: reported delivered", failed: "Not understood" },
  stored: { passed: "Stored with a message of its own", failed: "Not stored" },
};
