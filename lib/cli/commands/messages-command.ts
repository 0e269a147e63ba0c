import type { Command } from "commander";
import { AppError } from "@/lib/errors";
import { findMessage, type MessageWithEvents } from "@/lib/messages/find-message";
import { answer } from "../answer";
import { columns, fields } from "../columns";

export function define(messages: Command): void {
  const command = messages
    .command("show")
    .argument("<ref>", "our id, app:<your id>, or the provider's id")
    .description("show a message with all its events");
  command.action((ref: string) => answer(command, () => show(ref), print));
}

async function show(ref: string): Promise<MessageWithEvents> {
  const found = await findMessage(ref);
  if (!found) throw new AppError("not_found", "No message has this id.");
  return found;
}

function print({ message, events }: MessageWithEvents): string {
  const rows = events.map((event) => [
    event.providerOccurredAt,
    event.receivedAt,
    event.status,
    event.rawStatus,
    event.errorCode,
    event.source,
    event.duplicateCount,
  ]);
  const headings = ["PROVIDER TIME", "RECEIVED", "STATUS", "RAW STATUS", "CODE", "FROM", "DUPLICATES"];
  return `${fields({ ...message })}\n\n${columns(headings, rows)}`;
}
