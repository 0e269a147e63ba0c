import type { Command } from "commander";
import { AppError } from "@/lib/errors";
import { findVerification } from "@/lib/stories/find-verification";
import { answer } from "../answer";
import { columns, fields } from "../columns";

type Found = NonNullable<Awaited<ReturnType<typeof findVerification>>>;

export function define(verifications: Command): void {
  const command = verifications
    .command("show")
    .argument("<ref>", "our id, the app's own id of the attempt, or its id at a verification service")
    .description("show a verification with its events");
  command.action((ref: string) => answer(command, () => show(ref), print));
}

async function show(ref: string): Promise<Found> {
  const found = await findVerification(ref);
  if (!found) throw new AppError("not_found", "No verification has this id.");
  return found;
}

function print({ verification, events }: Found): string {
  const rows = events.map(({ at, type, channel, reason, reportedBy }) => [at, type, channel, reason, reportedBy]);
  const { providerVerificationIds, ...facts } = verification;
  const ids = providerVerificationIds.map(({ id }) => id).join(", ");
  return `${fields({ ...facts, providerVerificationIds: ids || null })}\n\n${columns(["AT", "EVENT", "CHANNEL", "REASON", "REPORTED BY"], rows)}`;
}
