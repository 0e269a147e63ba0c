import { Button } from "@mantine/core";
import type { Metadata } from "next";
import Link from "next/link";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { Card } from "@/components/card/card";
import { systemClock } from "@/lib/clock";
import { listOverviews } from "@/lib/connections/list-overviews";
import { ConnectionRow } from "./connection-row";
import classes from "./connections.module.css";

export const metadata: Metadata = { title: "Connections" };

const HEADINGS = ["Connection", "State", "Secrets", "Last callback", "Taken, 24 h", "Refused, 24 h"];

export default async function ConnectionsPage({ searchParams }: PageProps<"/connections">) {
  await openPage("connection:write");
  const wantsArchived = (await searchParams).show === "archived";
  const now = systemClock();
  const [all, known] = await Promise.all([read(listOverviews(now)), readerZone()]);
  const connections = all.filter(({ archivedAt }) => (archivedAt !== null) === wantsArchived);
  const archived = all.filter(({ archivedAt }) => archivedAt !== null).length;
  return (
    <>
      <div className={classes.head}>
        <h1>Connections</h1>
        <span className={classes.muted}>Provider accounts whose callbacks are taken here</span>
        <div className={classes.end}>
          {wantsArchived && <Link href="/connections">Show those in use</Link>}
          {!wantsArchived && archived > 0 && (
            <Link href="/connections?show=archived">Show {archived.toLocaleString("en")} archived</Link>
          )}
          <Button component="a" href="/connections/new">
            Add a connection
          </Button>
        </div>
      </div>
      {connections.length === 0 ? (
        <Nothing wantsArchived={wantsArchived} archived={archived} />
      ) : (
        <div className={classes.table}>
          <table>
            <caption className="visually-hidden">
              {wantsArchived ? "Archived connections" : "Every connection in use"}, with how its callbacks fare
            </caption>
            <thead>
              <tr>
                {HEADINGS.map((heading) => (
                  <th key={heading} scope="col" data-figure={heading.endsWith("24 h") || undefined}>
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {connections.map((connection) => (
                <ConnectionRow key={connection.id} connection={connection} zone={known ?? "UTC"} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Nothing({ wantsArchived, archived }: { wantsArchived: boolean; archived: number }) {
  if (wantsArchived) return <Card title="Nothing is archived">Connections that are out of use can be put here.</Card>;
  return (
    <Card title={archived > 0 ? "No connection is in use" : "No provider is connected yet"}>
      <p>Callbacks come in once an account has a webhook URL here, and its secret proves them.</p>
    </Card>
  );
}
