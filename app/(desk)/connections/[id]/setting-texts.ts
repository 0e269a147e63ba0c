/** Stored settings as a form shows them: what is no plain word is JSON. */
export function settingTexts(settings: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === "object" ? JSON.stringify(value, null, 2) : String(value),
  ]);
  return Object.fromEntries(texts);
}
