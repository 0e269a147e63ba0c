import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { read } from "@/app/read";
import { safePath } from "@/app/safe-path";
import { Notice } from "@/components/notice/notice";
import { currentUser } from "@/lib/auth/current-user";
import { listDemoAccounts } from "@/lib/auth/list-demo-accounts";
import { singleSignOn } from "@/lib/auth/single-sign-on";
import { SINGLE_SIGN_ON_REFUSALS, type SingleSignOnRefusal } from "@/lib/auth/single-sign-on/admit";
import classes from "../door.module.css";
import { DemoAccounts } from "./demo-accounts";
import { SignInForm } from "./sign-in-form";
import { SingleSignOnButton } from "./single-sign-on-button";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { to, error, refused, callbackUrl } = await searchParams;
  const wanted = safePath(pathOf(to ?? callbackUrl));
  if (await read(currentUser())) redirect(wanted);
  const accounts = await read(listDemoAccounts());
  return (
    <>
      <div className={classes.panel}>
        <h1>Sign in</h1>
        {(refused ?? error) && <Notice tone="bad">{isRefusal(refused) ? REFUSALS[refused] : FAILED}</Notice>}
        <SignInForm to={wanted} />
        {singleSignOn() && <SingleSignOnButton to={wanted} />}
      </div>
      {accounts.length > 0 && <DemoAccounts accounts={accounts} to={wanted} />}
    </>
  );
}

const FAILED = "Single sign-on did not work. Try again, or ask an admin.";
const REFUSALS: Record<SingleSignOnRefusal, string> = {
  no_account: "The sign-in service knows you, but no active account here is yours. Ask an admin.",
  unverified_email:
    "The sign-in service has not verified your email, so no account here can be opened by it. Ask who runs that service.",
  other_subject:
    "The account with your email belongs to another person of the sign-in service. If that was you, an admin here can unbind it.",
  unavailable: "Your account could not be looked up just now. Try again in a moment.",
};

function isRefusal(value: unknown): value is SingleSignOnRefusal {
  return (SINGLE_SIGN_ON_REFUSALS as readonly unknown[]).includes(value);
}

// next-auth hands back whole addresses of this site; only their path counts.
function pathOf(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  if (!text?.startsWith("http") || !URL.canParse(text)) return text;
  const url = new URL(text);
  return url.pathname + url.search;
}
