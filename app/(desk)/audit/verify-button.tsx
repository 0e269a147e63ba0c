"use client";

import { Button } from "@mantine/core";
import { IconCircleCheck, IconShieldCheck } from "@tabler/icons-react";
import { useActionState } from "react";
import { CopyIcon } from "@/components/copy/copy-button";
import { Notice } from "@/components/notice/notice";
import { type VerifyView, verifyLog } from "./actions";
import classes from "./audit.module.css";
import { problemWords } from "./audit-words";

/** Checks the whole chain, and says what was found beside the button. */
export function VerifyButton() {
  const [answer, action, isPending] = useActionState<VerifyView | null>(verifyLog, null);
  return (
    <>
      <form action={action} className={classes.verify}>
        <Button
          type="submit"
          variant="default"
          loading={isPending}
          leftSection={<IconShieldCheck size={16} aria-hidden />}
        >
          Verify the chain
        </Button>
      </form>
      <div role="status" className={classes.verdict}>
        {answer && !isPending && <Verdict answer={answer} />}
      </div>
    </>
  );
}

function Verdict({ answer }: { answer: VerifyView }) {
  if (answer.ok) return <Whole rows={answer.rows} head={answer.head} />;
  if ("code" in answer) {
    return <Notice tone="bad">The database cannot be reached, so nothing was checked. Try again in a minute.</Notice>;
  }
  const { number, problem } = answer.firstBad;
  return (
    <Notice tone="bad">
      <b>The log is not as it was written.</b> Entry {number} {problemWords(problem)}. The {count(answer.rows)} before
      it are intact.
    </Notice>
  );
}

function Whole({ rows, head }: { rows: number; head: { number: number; hash: string } }) {
  const noted = `${head.number}:${head.hash}`;
  return (
    <div className={classes.whole}>
      <IconCircleCheck size={18} aria-hidden="true" />
      <div>
        <b>{rows === 1 ? "The only entry is" : `All ${count(rows)} are`} as written.</b>{" "}
        <span className={classes.muted}>
          Note the newest hash outside of this system, and a log that was written anew cannot pass for this one:
        </span>{" "}
        <code className={classes.hash}>{noted}</code>
        <CopyIcon text={noted} what="number and hash of the newest entry" />
      </div>
    </div>
  );
}

function count(rows: number): string {
  return rows === 1 ? "1 entry" : `${rows.toLocaleString("en")} entries`;
}
