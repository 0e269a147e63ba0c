"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { Notice } from "@/components/notice/notice";

/** Asks our own sign-in endpoint where the issuer wants the browser, and goes there. */
export function SingleSignOnButton({ to }: { to: string }) {
  const [state, setState] = useState<"idle" | "going" | "failed">("idle");
  const go = async () => {
    setState("going");
    const url = await issuerUrl(to).catch(() => null);
    if (url) window.location.assign(url);
    else setState("failed");
  };
  return (
    <>
      {state === "failed" && <Notice tone="bad">The sign-in service could not be reached. Try again.</Notice>}
      <Button variant="default" size="md" onClick={go} loading={state === "going"}>
        Use single sign-on
      </Button>
    </>
  );
}

async function issuerUrl(to: string): Promise<string> {
  const { csrfToken } = await (await fetch("/api/auth/csrf")).json();
  const body = new URLSearchParams({ csrfToken, callbackUrl: to, json: "true" });
  const answer = await fetch("/api/auth/signin/oidc", { method: "POST", body });
  if (!answer.ok) throw new Error("no sign-in address");
  return (await answer.json()).url;
}
