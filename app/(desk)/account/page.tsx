import { Button } from "@mantine/core";
import type { Metadata } from "next";
import { openPage } from "@/app/(desk)/open-page";
import { ROLE_NAMES } from "@/app/role-name";
import { Card } from "@/components/card/card";
import classes from "./account.module.css";
import { leaveEverywhere } from "./actions";
import { PasswordForm } from "./password-form";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const { name, email, role } = await openPage("story:look-up");
  return (
    <>
      <div className={classes.head}>
        <h1>Your account</h1>
        <span className={classes.muted}>
          {name !== email && `${name} · `}
          {email} · {ROLE_NAMES[role]}
        </span>
      </div>
      <div className={classes.cards}>
        <Card title="Change the password">
          <PasswordForm email={email} />
        </Card>
        <Card title="Sign out everywhere">
          <p>
            Ends every session of this account at once, in this browser too. A session ends by itself after 12 hours.
          </p>
          <form action={leaveEverywhere} className={classes.form}>
            <Button type="submit" variant="default">
              Sign out everywhere
            </Button>
          </form>
        </Card>
      </div>
    </>
  );
}
