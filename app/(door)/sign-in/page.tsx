import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { read } from "@/app/read";
import { safePath } from "@/app/safe-path";
import { Notice } from "@/components/notice/notice";
import { currentUser } from "@/lib/auth/current-user";
import { listDemoAccounts } from "@/lib/auth/list-demo-accounts";
import { singleSignOn } from "@/lib/auth/single-sign-on";
import classes from "../door.module.css";
import { DemoAccounts } from "./demo-accounts";
import { SignInForm } from "./sign-in-form";
import { SingleSignOnButton } from "./single-sign-on-button";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { to, error, callbackUrl } = await searchParams;
  const wanted = safePath(pathOf(to ?? callbackUrl));
  if (await read(currentUser())) redirect(wanted);
  const accounts = await read(listDemoAccounts());
  return (
    <>
      <div className={classes.panel}>
        <h1>Sign in</h1>
        {error && (
          <Notice tone="bad">Single sign-on did not work: your account may not exist here. Ask an admin.</Notice>
        )}
        <SignInForm to={wanted} />
        {singleSignOn() && <SingleSignOnButton to={wanted} />}
      </div>
      {accounts.length > 0 && <DemoAccounts accounts={accounts} to={wanted} />}
    </>
  );
}

// next-auth hands back whole addresses of this site; only their path counts.
function pathOf(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  if (!text?.startsWith("http") || !URL.canParse(text)) return text;
  const url = new URL(text);
  return url.pathname + url.search;
}
