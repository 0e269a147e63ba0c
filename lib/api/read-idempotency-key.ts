import { AppError } from "@/lib/errors";
import { idText } from "@/lib/registrations/input-fields";

/** The `Idempotency-Key` header, where there is one. */
export function readIdempotencyKey(request: Request): string | undefined {
  const header = request.headers.get("idempotency-key");
  if (header === null) return undefined;
  const parsed = idText.safeParse(header);
  if (parsed.success) return parsed.data;
  const fields = { "Idempotency-Key": "must be 1 to 200 characters" };
  throw new AppError("invalid_input", "The idempotency key cannot be used.", { fields });
}
