import type { Metadata } from "next";
import { LookUpForm } from "./look-up/look-up-form";
import { openPage } from "./open-page";
import classes from "./home.module.css";

export const metadata: Metadata = { title: "Look up" };

export default async function LookUpPage() {
  await openPage("story:look-up");
  return (
    <div className={classes.home}>
      <div className={classes.intro}>
        <h1>What happened to this user's code?</h1>
        <p>A phone number in any format, or an id of the user, the message, the provider or the attempt.</p>
      </div>
      <LookUpForm size="large" />
    </div>
  );
}
