/** The columns of the list, in their order. */
export const MESSAGE_COLUMNS = [
  { id: "sent", label: "Sent" },
  { id: "recipient", label: "Recipient" },
  { id: "status", label: "Status" },
  { id: "why", label: "Why" },
  { id: "outcome", label: "Outcome" },
  { id: "provider", label: "Provider" },
  { id: "sender", label: "Sender" },
  { id: "template", label: "Template" },
  { id: "toFinal", label: "To final" },
  { id: "connection", label: "Provider account" },
  { id: "channel", label: "Channel" },
  { id: "useCase", label: "Use case" },
  { id: "carrier", label: "Carrier" },
  { id: "providerMessageId", label: "Provider id" },
] as const;
export type MessageColumn = (typeof MESSAGE_COLUMNS)[number]["id"];

/** Until the reader chooses. */
export const HIDDEN_AT_FIRST: readonly MessageColumn[] = [
  "connection",
  "channel",
  "useCase",
  "carrier",
  "providerMessageId",
];

export function isMessageColumn(id: unknown): id is MessageColumn {
  return MESSAGE_COLUMNS.some((column) => column.id === id);
}
