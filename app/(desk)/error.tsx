"use client";

import { FailureScreen } from "@/app/failure-screen";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function DeskError({ error, retry }: Props) {
  return <FailureScreen error={error} retry={retry} />;
}
