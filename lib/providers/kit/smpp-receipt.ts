import { providerTime } from "./provider-time";

/** What the text of an SMPP receipt tells of a delivery. */
export type SmppReceipt = {
  id?: string;
  status: string;
  errorCode?: string;
  /** Digits without a zone: the SMSC's own clock. */
  doneDate?: string;
};

/** How the ids of receipts stand to those that the submission was answered with. */
export const SMPP_ID_FORMS = ["same", "receipts are decimal", "receipts are hexadecimal"] as const;
export type SmppIdForm = (typeof SMPP_ID_FORMS)[number];

/**
 * A receipt that a gateway hands on as text: `id:1 sub:001 … done date:2204152009 stat:UNDELIV err:011 text:…`, with
 * spaces or commas between. What follows `text:` is the message itself and says nothing of its delivery.
 */
export function readSmppReceipt(text: string | undefined): SmppReceipt | undefined {
  // Nearly no text is one, and each is asked.
  if (!text?.includes(":")) return undefined;
  const receipt = text.split(/\btext:/i, 1)[0] ?? "";
  const field = (pattern: RegExp) => pattern.exec(receipt)?.[1];
  const status = field(/\bstat:\s*([a-z]{3,10})\b/i);
  if (!status) return undefined;
  return {
    status,
    errorCode: field(/\berr:\s*(\w{1,12})\b/i),
    id: field(/\bid:\s*([\w-]{1,65})(?=[\s,;]|$)/i),
    doneDate: field(/\bdone[ _]date:\s*(\d{10}|\d{12}|\d{14})(?=[\s,;]|$)/i),
  };
}

/**
 * An id as the submission was answered with it. SMSCs write the same number in hexadecimal there and in decimal in the
 * receipt, or the other way round, padded with zeros or not; an id that is no such number stays as it is.
 */
export function submittedId(id: string, form: SmppIdForm): string {
  if (form === "receipts are decimal" && /^\d{1,39}$/.test(id)) return BigInt(id).toString(16);
  if (form === "receipts are hexadecimal" && /^[\da-f]{1,32}$/i.test(id)) return BigInt(`0x${id}`).toString();
  return id;
}

/** One spelling of a submission's id, however it is padded or in capitals: both sides of a comparison go through here. */
export function plainId(id: string, form: SmppIdForm): string {
  if (form === "receipts are decimal" && /^[\da-f]{1,32}$/i.test(id)) return BigInt(`0x${id}`).toString(16);
  if (form === "receipts are hexadecimal" && /^\d{1,39}$/.test(id)) return BigInt(id).toString();
  return id;
}

/** The time of `done date`, `YYMMDDhhmm` with seconds or a whole year where it is longer, in the zone of its SMSC. */
export function doneAt(doneDate: string | undefined, utcOffset: string | undefined): Date | undefined {
  if (doneDate === undefined || utcOffset === undefined) return undefined;
  const whole = doneDate.length === 14 ? doneDate : `20${doneDate}`;
  const [, date = "", clock = "", seconds = ""] = /^(\d{8})(\d{4})(\d\d)?$/.exec(whole) ?? [];
  return providerTime(`${date}T${clock}${seconds || "00"}${utcOffset}`);
}
