import { Button } from "@mantine/core";
import type { Metadata } from "next";
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

export default async function ConnectionsPage() {
  await openPage("connection:write");
  const now = systemClock();
  const [connections, known] = await Promise.all([read(listOverviews(now)), readerZone()]);
  return (
    <>
      <div className={classes.head}>
        <h1>Connections</h1>
        <span className={classes.muted}>Provider accounts whose callbacks are taken here</span>
        <div className={classes.end}>
          <Button component="a" href="/connections/new">
            Add a connection
          </Button>
        </div>
      </div>
      {connections.length === 0 ? (
        <Card title="No provider is connected yet">
          <p>Callbacks come in once an account has a webhook URL here, and its secret proves them.</p>
        </Card>
      ) : (
        <div className={classes.table}>
          <table>
            <caption className="visually-hidden">Every connection, with how its callbacks fare</caption>
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
