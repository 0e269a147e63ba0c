"use client";

import { Button } from "@mantine/core";
import { useTransition } from "react";
import { TOO_MUCH_DIGEST, UNAVAILABLE_DIGEST } from "@/app/failure-digest";
import { Failure } from "@/components/failure/failure";

/** What an error boundary shows. The cause comes as a digest only: messages of server errors stay on the server. */
export function FailureScreen({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const [isRetrying, startRetry] = useTransition();
  return (
    <Failure {...explain(error.digest)}>
      <Button onClick={() => startRetry(retry)} loading={isRetrying}>
        Try again
      </Button>
      <Button variant="default" component="a" href="/">
        Go to look up
      </Button>
    </Failure>
  );
}

const SAFE =
  "Nothing was changed or lost by this. While storage is away, callbacks are answered with “come again”, and providers send them again.";

function explain(digest: string | undefined) {
  if (digest === UNAVAILABLE_DIGEST) {
    return {
      title: "The database cannot be reached",
      happened: "This page could not read its data. That says nothing about whether there are messages.",
      safe: SAFE,
      todo: "Try again in a minute. If it goes on, tell an admin: /api/health says what is down.",
    };
  }
  if (digest === TOO_MUCH_DIGEST) {
    return {
      title: "This took too long",
      happened:
        "There is more to go through than can be read in ten seconds, or the database is busy. That says nothing about whether there are messages.",
      safe: "Nothing was changed or lost by this.",
      todo: "Go back and choose a shorter time or other filters; or try again when the database is less busy.",
    };
  }
  return {
    title: "This page could not be shown",
    happened: `Something unexpected went wrong on our side. That says nothing about whether there are messages.${
      digest ? ` In the log it is number ${digest}.` : ""
    }`,
    safe: SAFE,
    todo: "Try again. If it happens again, tell an admin the number above and what you were doing.",
  };
}
