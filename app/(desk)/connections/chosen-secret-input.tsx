"use client";

import { Button, PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { CopyButton } from "@/components/copy/copy-button";
import classes from "./connections.module.css";

const BYTES = 32;

type Props = PasswordInputProps & { title: string };

/** A secret that is ours to choose: typed, or made here and shown this once, to be copied to the provider. */
export function ChosenSecretInput({ title, ...input }: Props) {
  const [value, setValue] = useState("");
  const [made, setMade] = useState<string | null>(null);
  const [isShown, { toggle, open }] = useDisclosure(false);
  const make = () => {
    const secret = newSecret();
    setValue(secret);
    setMade(secret);
    open();
  };
  return (
    <div className={classes.made}>
      <PasswordInput
        {...input}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        visible={isShown}
        onVisibilityChange={toggle}
        visibilityToggleButtonProps={{ "aria-label": `Show ${title}` }}
        autoComplete="off"
        spellCheck={false}
      />
      <div className={classes.buttons} data-start>
        <Button variant="default" onClick={make}>
          Generate
        </Button>
        {made !== null && made === value && <CopyButton text={made} what={title} />}
      </div>
      <p role="status" className={classes.small}>
        {made !== null && made === value && "Copy it for the other side now: once it is stored it is not shown again."}
      </p>
    </div>
  );
}

/** 256 random bits, in letters that no form, header or shell takes apart. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
