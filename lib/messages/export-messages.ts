import { recordAudit } from "@/lib/audit/record-audit";
import type { CurrentUser } from "@/lib/auth/current-user";
import { may } from "@/lib/auth/permissions";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { maskNumbers } from "@/lib/delivery/recipient/mask-text";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { type CsvCell, csvLine } from "./csv";
import { messageBadge, messageReason, providerName } from "./describe-message";
import { activeFacets, type MessageFilters } from "./filters";
import { cursorAt } from "./list-messages";
import type { ListedMessage } from "./listed-message";
import { nameConnections } from "./name-connections";
import { readMessagePage } from "./read-message-page";
import { type TimeRange, timeRange } from "./time-range";

/** What the file would be called; nothing of it is read, and nothing goes on record. */
export function exportFilename(filters: MessageFilters, clock: Clock): string {
  return filenameOf(timeRange(filters, clock()));
}

export type MessageExport = { filename: string; lines: AsyncGenerator<string, void, void> };

const ROWS_AT_ONCE = 1_000;

/**
 * What the filters leave, as CSV with masked numbers, newest first; read page by page as it is taken. That it was
 * asked for is in the audit log before this returns; how much left is added when the reading ends or is given up.
 */
export async function exportMessages(user: CurrentUser, filters: MessageFilters, clock: Clock): Promise<MessageExport> {
  if (!may(user.role, "export:masked")) throw new AppError("forbidden", "Your role may not do this.");
  const now = clock();
  const range = timeRange(filters, now);
  const narrowed = { ...filters, page: null };
  const { number } = await note(user, now, { phase: "asked", ...ends(range), ...chosenValues(filters) });
  const columns = { ...COLUMNS, ...(await provenance(filters, range, now)), ...IDS };
  return { filename: filenameOf(range), lines: countedLines(narrowed, range, columns, noteEnd) };

  async function noteEnd(rows: number, isComplete: boolean): Promise<void> {
    const details = { phase: isComplete ? "complete" : "given up", rows, asked: Number(number) };
    await note(user, clock(), details);
  }
}

type Details = Record<string, string | number>;

function note({ id }: CurrentUser, at: Date, details: Details): Promise<{ number: bigint }> {
  const entry = { actor: { kind: "user", id }, action: "messages_exported", subject: null, details, at } as const;
  return db().$transaction((tx) => recordAudit(tx, entry));
}

async function* countedLines(
  filters: MessageFilters,
  range: TimeRange,
  columns: Columns,
  noteEnd: (rows: number, isComplete: boolean) => Promise<void>,
): AsyncGenerator<string, void, void> {
  let [rows, isComplete] = [0, false];
  try {
    // Spreadsheets take UTF-8 for what it is only with this mark in front.
    yield `\uFEFF${csvLine(Object.keys(columns))}`;
    for await (const page of pages(filters, range)) {
      rows += page.length;
      yield page.map((message) => csvLine(Object.values(columns).map((cell) => cell(message)))).join("");
    }
    isComplete = true;
  } finally {
    await noteEnd(rows, isComplete).catch((error: { code?: string }) =>
      log().error({ code: error.code, rows }, "the end of an export is not in the audit log"),
    );
  }
}

async function* pages(filters: MessageFilters, range: TimeRange): AsyncGenerator<ListedMessage[], void, void> {
  for (let cursor: MessageFilters["page"] = null; ; ) {
    const page = await readMessagePage({ filters, range, cursor, limit: ROWS_AT_ONCE });
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < ROWS_AT_ONCE) return;
    cursor = cursorAt(last, "older");
  }
}

type Columns = Readonly<Record<string, (message: ListedMessage) => CsvCell>>;

const COLUMNS: Columns = {
  sent_at_utc: ({ sentAt }) => sentAt,
  first_seen_at_utc: ({ createdAt }) => createdAt,
  recipient_masked: ({ recipientMasked }) => recipientMasked,
  country: ({ country }) => country,
  status: ({ status }) => status,
  is_final: ({ isFinal }) => isFinal,
  status_in_words: (message) => messageBadge(message).label,
  conflicting: ({ conflicting }) => conflicting,
  recipients_differ: ({ recipientsDiffer }) => recipientsDiffer,
  error_code: ({ errorCode }) => errorCode,
  failure_category: ({ failureCategory }) => failureCategory,
  why: (message) => messageReason(message) || null,
  outcome: ({ outcome }) => outcome,
  verified_over: ({ verifiedOver }) => verifiedOver,
  seconds_to_final: ({ toFinalMs }) => (toFinalMs === null ? null : toFinalMs / 1000),
  provider: ({ provider }) => providerName(provider),
  connection: ({ connectionLabel }) => connectionLabel,
  channel: ({ channel }) => channel,
  sender: ({ senderIdentity }) => senderIdentity,
  template: ({ templateKey }) => templateKey,
  use_case: ({ useCase }) => useCase,
  carrier: ({ carrierName }) => carrierName,
  registered: ({ isRegistered }) => isRegistered,
};
const IDS: Columns = {
  provider_message_id: ({ providerMessageId }) => providerMessageId,
  message_id: ({ id }) => id,
};

/** What the file holds, in every row: it stays true of rows that are moved to another file, or laid beside another's. */
async function provenance(filters: MessageFilters, range: TimeRange, now: Date): Promise<Columns> {
  const names = await nameConnections(filters.connection);
  const connection = filters.connection.map((id) => names.get(id) ?? id);
  const chosen = Object.entries(chosenValues({ ...filters, connection }));
  return {
    filter: () => chosen.map(([facet, values]) => `${facet}: ${values}`).join("; ") || "none",
    filter_zone: () => filters.tz ?? "UTC",
    filter_from_utc: () => range.from,
    cut_off_utc: () => range.to,
    exported_at_utc: () => now,
  };
}

function filenameOf({ from, to }: TimeRange): string {
  const stamp = (at: Date) => at.toISOString().slice(0, 16).replace(/[-:]/g, "");
  return `otp-desk-messages-${stamp(from)}Z-${stamp(to)}Z.csv`;
}

/** What was ticked, facet by facet. The chain keeps it for good, so nothing like a number goes in. */
function chosenValues(filters: MessageFilters): Details {
  const told = activeFacets(filters).map((facet) => [facet, maskNumbers(filters[facet].join(", "))]);
  return Object.fromEntries(told);
}

function ends({ from, to }: TimeRange): Details {
  return { from: from.toISOString(), to: to.toISOString() };
}
