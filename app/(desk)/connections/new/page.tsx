import type { Metadata } from "next";
import Link from "next/link";
import { openPage } from "@/app/(desk)/open-page";
import { Card } from "@/components/card/card";
import { describeFields } from "@/lib/connections/describe-fields";
import { findProvider, providers } from "@/lib/providers/registry";
import classes from "../connections.module.css";
import { ConnectForm } from "./connect-form";

export const metadata: Metadata = { title: "Add a connection" };

export default async function NewConnectionPage({ searchParams }: PageProps<"/connections/new">) {
  await openPage("connection:write");
  const { provider: chosen } = await searchParams;
  const provider = typeof chosen === "string" ? findProvider(chosen) : undefined;
  if (!provider) return <ChooseProvider />;
  return (
    <div className={classes.narrow}>
      <div className={classes.head}>
        <h1>Connect {provider.name}</h1>
        <Link href="/connections/new">Another provider</Link>
      </div>
      <Card>
        <ConnectForm provider={{ id: provider.id, name: provider.name }} fields={describeFields(provider)} />
      </Card>
    </div>
  );
}

function ChooseProvider() {
  return (
    <>
      <div className={classes.head}>
        <h1>Which provider?</h1>
        <span className={classes.muted}>One connection for each account; the URL comes next</span>
      </div>
      <ul className={classes.providers}>
        {Object.values(providers).map(({ id, name }) => (
          <li key={id}>
            <Link href={`/connections/new?provider=${id}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}
