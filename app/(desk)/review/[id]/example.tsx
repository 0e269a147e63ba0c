"use client";

import { Button } from "@mantine/core";
import { useActionState } from "react";
import classes from "@/app/(desk)/connections/connections.module.css";
import { Card } from "@/components/card/card";
import { Facts } from "@/components/card/facts";
import { Notice } from "@/components/notice/notice";
import type { Example as ExampleAnswer } from "@/lib/review/open-example";
import type { RedactedCallback } from "@/lib/review/redact-callback";
import { showExample } from "../actions";

/** One callback of the group, opened on request: looking at it goes on record. */
export function Example({ id }: { id: string }) {
  const [answer, open, isPending] = useActionState<ExampleAnswer | null, FormData>(showExample, null);
  return (
    <Card title="An example">
      {answer?.ok ? (
        <Callback callback={answer.callback} />
      ) : (
        <form action={open} className={classes.form}>
          {answer && <Notice tone="none">{REFUSALS[answer.code]}</Notice>}
          <input type="hidden" name="id" value={id} />
          <p className={classes.small}>
            Status, codes, times and ids are shown; every other value is hidden. That you looked goes on record.
          </p>
          <div>
            <Button type="submit" variant="default" loading={isPending}>
              Open an example
            </Button>
          </div>
        </form>
      )}
    </Card>
  );
}

const REFUSALS = {
  not_found: "Its connection is not here any more.",
  nothing_kept: "Its body is not kept any more: retention removed it, or it was replayed.",
} as const satisfies Record<(ExampleAnswer & { ok: false })["code"], string>;

function Callback({ callback: { method, query, headers, body } }: { callback: RedactedCallback }) {
  return (
    <div className={classes.stack}>
      <Facts facts={[{ name: "Method", value: method }, ...pairs(query), ...pairs(headers)]} />
      {body.kind === "empty" && <p className={classes.muted}>The body is empty.</p>}
      {body.kind === "fields" && <Facts facts={pairs(body.fields)} />}
      {body.kind === "json" && <code className={classes.body}>{body.text}</code>}
      {body.kind === "unknown" && (
        <p className={classes.small}>{body.bytes} bytes in no form that has fields: nothing of them is shown.</p>
      )}
    </div>
  );
}

function pairs(list: readonly [name: string, value: string][]) {
  return list.map(([name, value]) => ({ name, value }));
}
