/** Ids that hold digits by the dozen and tell of no person: UUIDs, long hexadecimal ids with or without a short prefix. */
export const ID_SHAPES = [
  String.raw`(?<![\p{L}\p{N}])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\p{L}\p{N}])`,
  String.raw`(?<![\p{L}\p{N}])[\da-z]{0,4}(?=(?:\d*[a-f]){4})[\da-f]{24,64}(?![\p{L}\p{N}])`,
];
const FINDER = new RegExp(ID_SHAPES.join("|"), "giu");

/** What is left of a text without such ids. */
export function withoutIdShapes(text: string): string {
  return text.replace(FINDER, "~");
}
