/**
 * State and error of an SMPP receipt handed on as text: `id:1 sub:001 … stat:UNDELIV err:011 text:…`. What follows
 * `text:` is the message itself and says nothing of its delivery.
 */
export function readSmppReceipt(text: string | undefined): { status: string; errorCode?: string } | undefined {
  // Nearly no text is one, and each is asked.
  if (!text?.includes(":")) return undefined;
  const receipt = text.split(/\btext:/i, 1)[0] ?? "";
  const status = /\bstat:\s*([a-z]{3,10})\b/i.exec(receipt)?.[1];
  return status ? { status, errorCode: /\berr:\s*(\w{1,12})\b/i.exec(receipt)?.[1] } : undefined;
}
