import type { Metadata } from "next";
import { GoneLink } from "@/app/(door)/gone-link";
import { read } from "@/app/read";
import { findReset } from "@/lib/auth/passwords/spend-reset";
import { systemClock } from "@/lib/clock";
import classes from "../../door.module.css";
import { ResetForm } from "./reset-form";

export const metadata: Metadata = { title: "Set a new password" };

/** Open to whoever holds the link's token. */
export default async function ResetPage({ params }: PageProps<"/reset/[token]">) {
  const { token } = await params;
  const reset = await read(findReset(token, systemClock()));
  if (!reset) return <GoneLink />;
  return (
    <div className={classes.panel}>
      <h1>Set a new password</h1>
      <p className={classes.note}>For {reset.email}. This link works once.</p>
      <ResetForm token={token} email={reset.email} />
    </div>
  );
}
