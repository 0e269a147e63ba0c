"use client";

import { ActionIcon, Button } from "@mantine/core";
import { IconCheck, IconCopy, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { copyText } from "./copy-text";

const SHOWN_MS = 2_000;
type State = "idle" | "copied" | "failed";
const ICONS = { idle: IconCopy, copied: IconCheck, failed: IconX };

/** Copies `text`; `what` names it: "Copy provider message id". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, copy] = useCopy(text);
  const Icon = ICONS[state];
  const label = state === "idle" ? `Copy ${what}` : stateText(state);
  return (
    <>
      <Button onClick={copy} leftSection={<Icon size={15} aria-hidden />} aria-label={label}>
        {state === "idle" ? "Copy" : stateText(state)}
      </Button>
      <Announce state={state} />
    </>
  );
}

/** The same, as small as an icon, to stand behind an id. */
export function CopyIcon({ text, what }: { text: string; what: string }) {
  const [state, copy] = useCopy(text);
  const Icon = ICONS[state];
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        onClick={copy}
        aria-label={`Copy ${what}`}
        title={`Copy ${what}`}
      >
        <Icon size={15} aria-hidden />
      </ActionIcon>
      <Announce state={state} />
    </>
  );
}

function useCopy(text: string): [State, () => void] {
  const [state, setState] = useState<State>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => setState((await copyText(text)) ? "copied" : "failed");
  return [state, copy];
}

function Announce({ state }: { state: State }) {
  return (
    <span role="status" className="visually-hidden">
      {state === "idle" ? "" : stateText(state)}
    </span>
  );
}

function stateText(state: Exclude<State, "idle">): string {
  return state === "copied" ? "Copied" : "Not copied";
}
