"use client";

import { Button } from "@mantine/core";
import { useActionState } from "react";
import { Notice } from "@/components/notice/notice";
import { ToneIcon } from "@/components/status/tone-icon";
import type { TestCallbackResult, TestStep } from "@/lib/connections/send-test-callback";
import { sendTest } from "../actions";
import { TEST_STEP_WORDS } from "../connection-words";
import classes from "../connections.module.css";

/** Sends one signed callback the whole way, and shows how far it came. */
export function TestCallback({ id }: { id: string }) {
  const [result, action, isPending] = useActionState<TestCallbackResult | null, FormData>(sendTest, null);
  return (
    <form action={action} className={classes.form}>
      <input type="hidden" name="id" value={id} />
      <div>
        <Button type="submit" variant="default" loading={isPending}>
          Send a test callback
        </Button>
      </div>
      <div role="status">{result && !isPending && <Result result={result} />}</div>
    </form>
  );
}

function Result({ result }: { result: TestCallbackResult }) {
  if (!result.ok) return <Notice tone="warn">{REFUSALS[result.code]}</Notice>;
  const steps = Object.entries(TEST_STEP_WORDS) as [TestStep, (typeof TEST_STEP_WORDS)[TestStep]][];
  return (
    <ul className={classes.list} aria-label="The test callback">
      {steps.map(([step, { passed, failed }]) => (
        <li key={step}>
          <ToneIcon tone={result.steps[step] ? "ok" : "bad"} size={16} />
          {result.steps[step] ? passed : failed}
          {step === "verified" && !result.steps.verified && result.answer !== null && `: answered ${result.answer}`}
        </li>
      ))}
      {result.asksCallers && (
        <li>
          <span className={classes.small}>
            Whether the provider passes what is asked of callers shows with its first callback: ours is known by a proof
            of its own.
          </span>
        </li>
      )}
      {result.messageId && (
        <li>
          <a href={`/messages/${result.messageId}`}>Open the test's message</a>
          <span className={classes.small}>It was never registered, so it counts in no rate.</span>
        </li>
      )}
    </ul>
  );
}

const REFUSALS = {
  not_found: "This connection cannot be read: check its settings.",
  disabled: "It is switched off: callbacks are answered 404. Switch it on first.",
  no_secret: "No secret is in force to sign with.",
  cannot_sign:
    "No test can be signed here: this connection holds the key that checks, and only the provider holds the one that signs. Send a message through the provider instead.",
  sends_none: "Its provider sends no callbacks: it is asked about each message instead.",
  confirms:
    "Its callbacks prove nothing, so each has the provider asked about a message that was sent. A test has no such message: send one through the provider instead.",
} as const satisfies Record<(TestCallbackResult & { ok: false })["code"], string>;
