import { AppError } from "@/lib/errors";

export const MAX_BODY_BYTES = 1024 * 1024;

/** The body as JSON, read no further than 1 MiB. */
export async function readJsonBody(request: Request): Promise<unknown> {
  const bytes = await readCapped(request);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new AppError("bad_request", "The body is not valid JSON in UTF-8.");
  }
}

async function readCapped(request: Request): Promise<Uint8Array> {
  const tooLarge = new AppError("too_large", `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
