/** The provider's ids of a message's parts, each once, its own first; null where there is only the one. */
export function gatherPartIds(ids: readonly (string | null)[]): string[] | null {
  const distinct = [...new Set(ids.filter((id) => id !== null))];
  return distinct.length > 1 ? distinct : null;
}
