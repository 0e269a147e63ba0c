"use client";

import { Brand } from "@/components/shell/brand";
import classes from "./bare.module.css";
import { FailureScreen } from "./failure-screen";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** When even the frame could not be made: without it, but in the product's own clothes. */
export default function RootError({ error, retry }: Props) {
  return (
    <main className={classes.bare}>
      <Brand />
      <FailureScreen error={error} retry={retry} />
    </main>
  );
}
