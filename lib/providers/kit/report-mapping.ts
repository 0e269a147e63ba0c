import { z } from "zod";
import { CHANNELS, type Channel, DELIVERY_STATUSES, FAILURE_CATEGORIES, SAID_BY } from "@/lib/delivery/fold/status";
import type {
  DeliveryReport,
  ErrorTable,
  ExampleCallback,
  ParsedCallback,
  ParseProblem,
  StatusTable,
} from "../provider";
import { changeBody, valueAt } from "./body-path";
import { addressField, codeField, idField, reasonField, statusField } from "./fields";
import { occurredAtField } from "./provider-time";
import { asObject, member, readJson } from "./read-json";
import { reportTypeSetting } from "./report-type-setting";
import { doneAt, plainId, readSmppReceipt, SMPP_ID_FORMS, type SmppReceipt, submittedId } from "./smpp-receipt";
import { inZone, UtcOffset } from "./utc-offset";

const MAX_REPORTS = 1000;

export const MAPPED_FIELDS = [
  "messageId",
  "status",
  "errorCode",
  "reason",
  "eventId",
  "occurredAt",
  "recipient",
  "sender",
  "channel",
  "clientReference",
  "isFinal",
] as const;
export type MappedField = (typeof MAPPED_FIELDS)[number];
/** Field → where it stands: names joined by `.`, alternatives by `|`; the first that holds a value counts. */
export type FieldPaths = Readonly<Record<MappedField, string>>;

const Path = z
  .string()
  .trim()
  .max(300)
  .regex(
    /^[\w@-]+(\.[\w@-]+)*(\|[\w@-]+(\.[\w@-]+)*)*$/,
    "names joined by . with alternatives joined by |, like data.status|status",
  );

/** Settings that name where each field stands, each with its default. */
export function pathSettings(defaults: FieldPaths) {
  return {
    reportsPath: Path.optional().meta({ title: "List of reports", description: "When one body holds several." }),
    messageIdPath: Path.default(defaults.messageId).meta({ title: "Message id" }),
    statusPath: Path.default(defaults.status).meta({ title: "Status" }),
    errorCodePath: Path.default(defaults.errorCode).meta({ title: "Error code" }),
    reasonPath: Path.default(defaults.reason).meta({ title: "Reason" }),
    eventIdPath: Path.default(defaults.eventId).meta({ title: "Event id" }),
    occurredAtPath: Path.default(defaults.occurredAt).meta({ title: "Time of the event" }),
    recipientPath: Path.default(defaults.recipient).meta({ title: "Recipient" }),
    senderPath: Path.default(defaults.sender).meta({ title: "Sender" }),
    channelPath: Path.default(defaults.channel).meta({ title: "Channel" }),
    clientReferencePath: Path.default(defaults.clientReference).meta({ title: "Your own reference" }),
    isFinalPath: Path.default(defaults.isFinal).meta({ title: "Final flag" }),
    utcOffset: UtcOffset.optional().meta({
      title: "Offset of its times from UTC",
      description:
        "Times that name no zone, as in receipts of an SMPP gateway, are read with it; without it they are not.",
    }),
    receiptIds: z.enum(SMPP_ID_FORMS).default("same").meta({
      title: "Ids in SMPP receipts",
      description:
        "Where a gateway hands on the receipt's text, and its id is the one of the submission in other digits. Zeros in front and capitals make no difference, here and where the app registers them.",
    }),
    reportType: reportTypeSetting("Final where your account or gateway is set to report how a message ended alone."),
    perPushPath: Path.default("nonce|signature|sig|attempt").meta({
      title: "New with each push",
      description: "A repetition that differs in these alone is the same report.",
    }),
    statuses: fromJson(StatusesSetting, STATUSES_LIKE)
      .optional()
      .meta({ title: "Further statuses", description: `JSON: ${STATUSES_LIKE}` }),
    errors: fromJson(ErrorsSetting, ERRORS_LIKE)
      .optional()
      .meta({ title: "Error codes", description: `JSON: ${ERRORS_LIKE}` }),
  };
}
export type MappingSettings = z.infer<z.ZodObject<ReturnType<typeof pathSettings>>>;

const STATUSES_LIKE = '{"DELIVRD": {"status": "delivered", "final": true}}';
const StatusesSetting = z.record(
  z.string().min(1).max(64),
  z.object({
    status: z.enum(DELIVERY_STATUSES),
    final: z.boolean(),
    saidBy: z.enum(SAID_BY).default("unknown"),
    category: z.enum(FAILURE_CATEGORIES).optional(),
  }),
);

const ERRORS_LIKE = '{"27": {"category": "handset_unreachable", "meaning": "Absent subscriber"}}';
const ErrorsSetting = z.record(
  z.string().min(1).max(32),
  z.object({
    category: z.enum(FAILURE_CATEGORIES),
    meaning: z.string().max(200).default(""),
    status: z.enum(["rejected", "expired", "undelivered", "failed"]).optional(),
  }),
);

/** A setting that a form or a command line gives as JSON text. */
function fromJson<Schema extends z.ZodType>(schema: Schema, example: string) {
  return z.preprocess((value, context) => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: "custom", message: `is not JSON, like ${example}` });
      return z.NEVER;
    }
  }, schema);
}

/** The reports of a JSON body, read by the settings. One that cannot be read does not cost its neighbours. */
export function mapReports(body: unknown, settings: MappingSettings): ParsedCallback {
  const found = settings.reportsPath ? valueAt(body, settings.reportsPath) : body;
  const items: unknown[] = Array.isArray(found) ? found : [found];
  if (items.length > MAX_REPORTS) return { kind: "problem", problem: "too_many_reports" };
  const reports: DeliveryReport[] = [];
  const problems: { index: number; problem: ParseProblem }[] = [];
  items.forEach((item, index) => {
    const read = mapReport(item, index, settings);
    if (typeof read === "string") problems.push({ index, problem: read });
    else reports.push(read);
  });
  if (reports.length === 0) return { kind: "problem", problem: problems[0]?.problem ?? "unexpected_shape" };
  return problems.length === 0 ? { kind: "reports", reports } : { kind: "reports", reports, problems };
}

function mapReport(item: unknown, index: number, settings: MappingSettings): DeliveryReport | ParseProblem {
  if (!asObject(item)) return "unexpected_shape";
  const [written, reason] = [settings.statusPath, settings.reasonPath].map((path) =>
    reasonField(firstScalar(item, path)),
  );
  const asStatus = readSmppReceipt(written);
  const receipt = asStatus ?? readSmppReceipt(reason);
  const givenId = idField(firstScalar(item, settings.messageIdPath)) ?? receipt?.id;
  if (!givenId) return "missing_message_id";
  const rawStatus = asStatus?.status ?? statusField(written) ?? receipt?.status;
  if (!rawStatus) return "missing_status";
  const errorCode = codeField(firstScalar(item, settings.errorCodePath)) ?? receipt?.errorCode;
  return {
    index,
    providerMessageId: receipt ? submittedId(givenId, settings.receiptIds) : plainId(givenId, settings.receiptIds),
    rawStatus,
    // 0 is no error wherever codes are numbers.
    errorCode: errorCode && /^0+(\.0+)?$/.test(errorCode) ? undefined : errorCode,
    rawReason: reason,
    providerEventId: idField(firstScalar(item, settings.eventIdPath)),
    ...timeOf(firstScalar(item, settings.occurredAtPath), receipt, settings),
    recipient: addressField(firstScalar(item, settings.recipientPath)),
    sender: addressField(firstScalar(item, settings.senderPath)),
    channel: channelField(firstScalar(item, settings.channelPath)),
    clientReference: idField(firstScalar(item, settings.clientReferencePath)),
    isFinal: flagField(firstScalar(item, settings.isFinalPath)),
  };
}

/** The field's own word goes before the receipt's. */
function timeOf(given: unknown, receipt: SmppReceipt | undefined, { utcOffset }: MappingSettings) {
  const told = occurredAtField(inZone(given, utcOffset));
  if (told.providerOccurredAt || receipt?.doneDate === undefined) return told;
  const providerOccurredAt = doneAt(receipt.doneDate, utcOffset);
  return providerOccurredAt ? { providerOccurredAt } : { timeNotRead: true as const };
}

/** A channel by its own name; a name that we do not know is `other`. */
export function channelField(value: unknown): Channel | undefined {
  const name = idField(value, 40)?.toLowerCase();
  return name === undefined ? undefined : (CHANNELS.find((channel) => channel === name) ?? "other");
}

function flagField(value: unknown): boolean | undefined {
  const text = String(value).toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

function firstScalar(item: unknown, path: string): unknown {
  for (const alternative of alternatives(path)) {
    const value = valueAt(item, alternative);
    if (value !== null && value !== undefined && typeof value !== "object") return value;
  }
  return undefined;
}

/** A body that `mapReports` reads back as the example. */
export function exampleBody(example: ExampleCallback & { kind: "report" }, settings: MappingSettings): Buffer {
  const report: Record<string, unknown> = {};
  const put = (path: string, value: unknown) => {
    if (value !== undefined) putAt(report, path.split("|", 1)[0] ?? path, value);
  };
  put(settings.messageIdPath, example.providerMessageId);
  put(settings.recipientPath, example.recipient);
  put(settings.senderPath, example.sender);
  put(settings.statusPath, example.rawStatus);
  put(settings.errorCodePath, example.errorCode);
  put(settings.reasonPath, example.reason);
  put(settings.eventIdPath, example.providerEventId);
  put(settings.occurredAtPath, example.providerOccurredAt?.toISOString());
  put(settings.channelPath, example.channel);
  put(settings.clientReferencePath, example.clientReference);
  put(settings.isFinalPath, example.isFinal);
  for (const [name, value] of Object.entries(example.extra ?? {})) putAt(report, name, value);
  const body: Record<string, unknown> = {};
  if (settings.reportsPath) putAt(body, settings.reportsPath.split("|", 1)[0] ?? "reports", [report]);
  return Buffer.from(JSON.stringify(settings.reportsPath ? body : report));
}

function putAt(target: Record<string, unknown>, path: string, value: unknown): void {
  const [name = "", ...rest] = path.split(".");
  const inner = rest.length === 0 ? value : (asObject(member(target, name)) ?? {});
  // Defined, not assigned: assigning to `__proto__` would change the object's kind.
  Object.defineProperty(target, name, { value: inner, enumerable: true, configurable: true, writable: true });
  if (rest.length > 0) putAt(inner as Record<string, unknown>, rest.join("."), value);
}

/** How the ids of a connection are compared, where that is not letter by letter. */
export function idSpelling({ receiptIds }: MappingSettings): { plainId?: (id: string) => string } {
  return receiptIds === "same" ? {} : { plainId: (id) => plainId(id, receiptIds) };
}

/** The common words, and the admin's over them. */
export function mappedTables(
  common: StatusTable,
  settings: MappingSettings,
): { statuses: StatusTable; errors: ErrorTable } {
  return { statuses: { ...common, ...settings.statuses }, errors: settings.errors ?? {} };
}

/** The paths that the mapping reads, but for those of people's addresses. */
export function mappedPlainFields(settings: MappingSettings): string[] {
  const { messageIdPath, statusPath, errorCodePath, reasonPath, eventIdPath, occurredAtPath } = settings;
  const { channelPath, clientReferencePath, isFinalPath, reportsPath } = settings;
  const read = [messageIdPath, statusPath, errorCodePath, reasonPath, eventIdPath, occurredAtPath];
  const paths = [...read, channelPath, clientReferencePath, isFinalPath].flatMap(alternatives);
  return reportsPath ? paths.map((path) => `${reportsPath}.${path}`) : paths;
}

/** The body without what is new in each push of it; undefined where nothing is. */
export function repeatedBody(body: Buffer, { perPushPath }: MappingSettings): string | undefined {
  const paths = alternatives(perPushPath);
  if (!paths.some((path) => body.includes(`"${path.split(".").at(-1)}"`))) return undefined;
  const read = readJson(body);
  if (!read.ok) return undefined;
  const dropped = new Set(paths);
  return JSON.stringify(changeBody(read.value, { value: (value, path) => (dropped.has(path) ? undefined : value) }));
}

function alternatives(path: string): string[] {
  return path.split("|");
}
