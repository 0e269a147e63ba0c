import { validate } from "uuid";
import type { Clock } from "@/lib/clock";
import { readPool } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { protectRecipient } from "@/lib/privacy/protect-recipient";
import type { Attachment, UpdatedMessage, UpdateMessageInput } from "./attachment";
import { timeProblems } from "./input-fields";
import { findBareIds } from "./personal/find-bare-ids";
import { findPlantedCode } from "./personal/find-planted-code";
import { recipientProblem } from "./recipient-problem";
import { storeAttachment } from "./store-attachment";

/**
 * Attaches what a registration could not know yet: above all the provider's id. A field that is there already
 * stays as it is, so the same call again changes nothing; another value for it is a conflict. Where callbacks
 * came before the provider's id, their message and this one become one, under the older id.
 */
export async function updateMessage(
  apiKey: { id: string },
  name: string,
  input: UpdateMessageInput,
  clock: Clock,
): Promise<UpdatedMessage> {
  if (!name.startsWith("app:") && !validate(name)) {
    throw new AppError("not_found", "There is no message with this id.");
  }
  const now = clock();
  const attachment = { ...prepare(input, now), bareIds: await findBareIds(appIds(input)) };
  const result = await inTransaction((tx) => storeAttachment(tx, name, attachment, apiKey.id, now), readPool());
  if (result.ok) return result.value;
  throw result.error;
}

function appIds({ messageId, userRef, verificationId, retryOf, action }: UpdateMessageInput) {
  return { messageId, userRef, verificationId, retryOf, "action.id": action?.id };
}

function prepare({ to, ...fields }: UpdateMessageInput, now: Date): Attachment {
  const problems = { ...findPlantedCode(fields.metadata), ...timeProblems(fields, now) };
  const read = to === undefined ? null : protectRecipient(to);
  if (read && !read.ok) problems.to = recipientProblem(read.reason);
  if (Object.keys(problems).length > 0) {
    throw new AppError("invalid_input", "These fields cannot be attached.", { fields: problems });
  }
  return { fields, recipient: read?.ok ? { ...read.recipient, normalised: read.normalised } : null };
}
