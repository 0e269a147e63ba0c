"use client";

import { createColumnHelper } from "@tanstack/react-table";
import Link from "next/link";
import type { ReactNode } from "react";
import { Chip } from "@/components/card/chip";
import { DataTable } from "@/components/data-table/data-table";
import type { TableParts } from "@/components/data-table/table-parts";
import { ToneBadge } from "@/components/status/tone-badge";
import { MESSAGE_COLUMNS, type MessageColumn } from "./columns";
import classes from "./messages.module.css";
import type { MessageRow } from "./present-messages";

type Props = { rows: MessageRow[]; caption: string; pager: ReactNode };

export function MessagesTable({ rows, caption, pager }: Props) {
  return <DataTable caption={caption} columns={columns} rows={rows} figures={["toFinal"]} pager={pager} />;
}

const CELLS: Readonly<Record<MessageColumn, (row: MessageRow) => ReactNode>> = {
  sent: (row) => <SentCell row={row} />,
  recipient: (row) => <RecipientCell row={row} />,
  status: (row) => <StatusCell row={row} />,
  why: ({ why }) => <span className={classes.why}>{why}</span>,
  outcome: ({ outcome, verifiedOver }) => (
    <>
      {outcome && <ToneBadge {...outcome} />} {verifiedOver && <span className={classes.faint}>{verifiedOver}</span>}
    </>
  ),
  provider: ({ provider }) => provider,
  sender: ({ sender }) => sender,
  template: ({ template }) => template,
  toFinal: ({ toFinal }) => toFinal,
  connection: ({ connection }) => connection,
  channel: ({ channel }) => channel,
  useCase: ({ useCase }) => useCase,
  carrier: ({ carrier }) => carrier,
  providerMessageId: ({ copy }) => copy && <code>{copy}</code>,
};

const helper = createColumnHelper<TableParts, MessageRow>();
const columns = MESSAGE_COLUMNS.map(({ id, label }) =>
  helper.display({ id, header: label, cell: ({ row }) => CELLS[id](row.original) }),
);

/** The row's way in: what the keys move over. */
function SentCell({ row: { href, iso, sent, sentZone, isFirstSeen } }: { row: MessageRow }) {
  return (
    <Link href={href} prefetch={false} data-row-link className={classes.sent}>
      <time dateTime={iso}>
        {sent.date && `${sent.date}, `}
        {sent.clock} {sentZone}
        {sent.zone !== "UTC" && (
          <span className={classes.faint}>
            {" "}
            {sent.utcDate && `${sent.utcDate}, `}
            {sent.utcClock.slice(0, 5)} UTC
          </span>
        )}
      </time>
      {isFirstSeen && (
        <span className={classes.faint} title="The app told no send time: the message was first heard of then.">
          {" "}
          first seen
        </span>
      )}
    </Link>
  );
}

function RecipientCell({ row: { country, countryName, recipient } }: { row: MessageRow }) {
  return (
    <>
      {country && (
        <abbr title={countryName} className={classes.country}>
          {country}
        </abbr>
      )}{" "}
      {recipient}
    </>
  );
}

function StatusCell({ row: { status, marks } }: { row: MessageRow }) {
  return (
    <span className={classes.badges}>
      <ToneBadge {...status} />
      {marks.map((mark) => (
        <Chip key={mark}>{mark}</Chip>
      ))}
    </span>
  );
}
