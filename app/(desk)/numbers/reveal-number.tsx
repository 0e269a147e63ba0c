"use client";

import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { RevealForm } from "./reveal-form";
import { RevealedNumber } from "./revealed-number";
import type { Shown } from "./shown";

/** The number lives in this component's memory alone, and leaves it with the window, or after a minute. */
export function RevealNumber({ id, masked }: { id: string; masked: string }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  const [revealed, setRevealed] = useState<Shown | null>(null);
  const hide = () => {
    setRevealed(null);
    close();
  };
  return (
    <>
      <Button variant="default" onClick={open}>
        Reveal…
      </Button>
      <Modal
        opened={isOpen}
        onClose={hide}
        title={`Reveal ${masked}`}
        centered
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {revealed ? (
          <RevealedNumber revealed={revealed} onHide={hide} />
        ) : (
          <RevealForm id={id} onReveal={setRevealed} onCancel={hide} />
        )}
      </Modal>
    </>
  );
}
