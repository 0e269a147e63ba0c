import type { Metadata } from "next";
import { read } from "@/app/read";
import { dataHorizon } from "@/lib/stories/data-horizon";
import { listDemoExamples } from "@/lib/stories/list-demo-examples";
import { DemoExamples } from "./demo-examples";
import classes from "./home.module.css";
import { LookUpForm } from "./look-up/look-up-form";
import { NothingYet } from "./nothing-yet";
import { openPage } from "./open-page";

export const metadata: Metadata = { title: "Look up" };

export default async function LookUpPage() {
  await openPage("story:look-up");
  const [{ oldestDataAt }, examples] = await read(Promise.all([dataHorizon(), listDemoExamples()]));
  return (
    <div className={classes.home}>
      <div className={classes.intro}>
        <h1>What happened to this user's code?</h1>
        <p>A phone number in any format, or an id of the user, the message, the provider or the attempt.</p>
      </div>
      <LookUpForm size="large" />
      <div className={classes.below}>{oldestDataAt ? <DemoExamples examples={examples} /> : <NothingYet />}</div>
    </div>
  );
}
