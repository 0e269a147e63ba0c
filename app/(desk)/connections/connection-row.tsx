import Link from "next/link";
import { Chip } from "@/components/card/chip";
import { ToneBadge } from "@/components/status/tone-badge";
import type { ConnectionOverview } from "@/lib/connections/list-overviews";
import { WARNING_WORDS } from "./connection-words";
import classes from "./connections.module.css";
import { LastCallback } from "./last-callback";

export function ConnectionRow({ connection, zone, now }: { connection: ConnectionOverview; zone: string; now: Date }) {
  const { id, label, providerName, demo, archivedAt, status, warnings, traffic } = connection;
  const { refused, ...taken } = traffic.counts;
  const total = Object.values(taken).reduce((sum, count) => sum + count, 0);
  return (
    <tr>
      <td>
        <Link href={`/connections/${id}`}>{label}</Link>
        <br />
        <span className={classes.muted}>{providerName}</span> {demo && <Chip>demo</Chip>}{" "}
        {archivedAt && <Chip>archived</Chip>}
      </td>
      <td>
        <span className={classes.badges}>
          <ToneBadge {...(status === "active" ? ON : OFF)} />
          {warnings.map((warning) => (
            <ToneBadge key={warning} tone="warn" label={WARNING_WORDS[warning].label} />
          ))}
        </span>
      </td>
      <td>{secretsText(connection)}</td>
      <td>
        <LastCallback connection={connection} zone={zone} now={now} />
      </td>
      <td data-figure>{total.toLocaleString("en")}</td>
      <td data-figure>{refused.toLocaleString("en")}</td>
    </tr>
  );
}

const ON = { tone: "ok", label: "On" } as const;
const OFF = { tone: "none", label: "Off" } as const;

function secretsText({ secrets }: ConnectionOverview): string {
  const count = (state: string) => secrets.filter((secret) => secret.state === state).length;
  const [active, retiring] = [count("active"), count("retiring")];
  if (active + retiring === 0) return "none";
  return retiring === 0 ? `${active} in force` : `${active} in force, ${retiring} retiring`;
}
