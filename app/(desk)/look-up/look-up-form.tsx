"use client";

import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useActionState, useRef, useState } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { useShortcuts } from "@/components/keyboard/use-shortcuts";
import { lookUpAnything } from "./actions";
import classes from "./look-up.module.css";
import { LookUpAnswer } from "./look-up-answer";

const EXAMPLE = "Number, user, message or verification id";

/**
 * One box for anything. It posts, so that a number never stands in an address, and works before any script runs;
 * a single match leads on to its story, everything else is answered below the box.
 */
export function LookUpForm({ size }: { size: "large" | "small" }) {
  const [answer, action, isPending] = useActionState(lookUpAnything, null);
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useShortcuts({ "/": () => input.current?.focus() });
  const isLarge = size === "large";
  return (
    <>
      <search>
        <KeptForm action={action} className={classes.form}>
          <TextInput
            ref={input}
            className={classes.input}
            name="text"
            aria-label={EXAMPLE}
            placeholder={EXAMPLE}
            size={isLarge ? "lg" : "md"}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            leftSection={<IconSearch size={isLarge ? 20 : 17} aria-hidden />}
            rightSection={<kbd aria-hidden>/</kbd>}
            autoComplete="off"
            autoCorrect="off"
            autoCapitalize="off"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={2000}
            autoFocus={isLarge}
          />
          <Button
            type="submit"
            size={isLarge ? "lg" : "md"}
            variant={isLarge ? "filled" : "default"}
            loading={isPending}
            className={classes.submit}
          >
            Look up
          </Button>
        </KeptForm>
      </search>
      <div aria-live="polite">{answer && !isPending && <LookUpAnswer answer={answer} />}</div>
    </>
  );
}
