import type { Metadata } from "next";
import { openPage } from "@/app/(desk)/open-page";
import classes from "@/app/(desk)/users/users.module.css";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { Card } from "@/components/card/card";
import { listApiKeys } from "@/lib/api-keys/read-api-keys";
import { systemClock } from "@/lib/clock";
import { ApiKeyRow } from "./api-key-row";
import { MakeButton } from "./make-button";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage() {
  await openPage("api-key:write");
  const [keys, known] = await Promise.all([read(listApiKeys()), readerZone()]);
  const [now, zone] = [systemClock(), known ?? "UTC"];
  const inForce = keys.filter(({ revokedAt }) => !revokedAt).length;
  return (
    <>
      <div className={classes.head}>
        <h1>API keys</h1>
        <span className={classes.muted}>
          {inForce} in force{keys.length > inForce && `, ${keys.length - inForce} revoked`}
        </span>
        <MakeButton />
      </div>
      {keys.length === 0 ? (
        <Card title="No key was made yet">
          <p>With a key your app registers what it sends, and asks what became of it.</p>
        </Card>
      ) : (
        <div className={classes.card}>
          <table className={classes.table}>
            <caption className="visually-hidden">Every key that was made</caption>
            <thead>
              <tr>
                {["App", "May", "Made", "Last used", "Change"].map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <ApiKeyRow key={key.id} apiKey={key} zone={zone} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
