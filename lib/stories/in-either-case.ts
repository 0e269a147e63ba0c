/** An id as it was given, in lower and in upper case: people copy ids from logs and tickets that change them. */
export function inEitherCase(id: string): string[] {
  return [...new Set([id, id.toLowerCase(), id.toUpperCase()])];
}
