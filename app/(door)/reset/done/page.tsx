import type { Metadata } from "next";
import Link from "next/link";
import { Notice } from "@/components/notice/notice";
import classes from "../../door.module.css";

export const metadata: Metadata = { title: "Your new password is set" };

/** Where a spent link ends: its own page says from then on that it is gone. */
export default function ResetDonePage() {
  return (
    <div className={classes.panel}>
      <h1>Your new password is set</h1>
      <Notice tone="none">Every browser that was signed in with the old one is signed out.</Notice>
      <Link href="/sign-in">Go to sign in</Link>
    </div>
  );
}
