import type { Metadata } from "next";
import { GoneLink } from "@/app/(door)/gone-link";
import { read } from "@/app/read";
import { ROLE_NAMES } from "@/app/role-name";
import { findInvitation } from "@/lib/auth/find-invitation";
import { systemClock } from "@/lib/clock";
import classes from "../../door.module.css";
import { InvitationForm } from "./invitation-form";

export const metadata: Metadata = { title: "Make your account" };

/** Open to whoever holds the link's token. */
export default async function InvitationPage({ params }: PageProps<"/invite/[token]">) {
  const { token } = await params;
  const invitation = await read(findInvitation(token, systemClock()));
  if (!invitation) return <GoneLink />;
  return (
    <div className={classes.panel}>
      <h1>Make your account</h1>
      <p className={classes.note}>Your role will be: {ROLE_NAMES[invitation.role]}. This link works once.</p>
      <InvitationForm token={token} email={invitation.email} />
    </div>
  );
}
