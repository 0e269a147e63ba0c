import { randomInt } from "node:crypto";

/** Every number of a run is in a range kept for fiction; this is how any of them begins, however it is written. */
export const PLANTED_NUMBER = /7700[^\w"<>]{0,3}900[^\w"<>]{0,3}\d{3}/;

/** A one-time code of eight digits: fewer of them turn up in a file by chance. */
export type PlantedCode = { code: string; written: Record<string, string> };

export function plantCode(): PlantedCode {
  const code = String(randomInt(10_000_000, 99_999_999));
  const [start, end] = [code.slice(0, 4), code.slice(4)];
  const arabic = code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
  return {
    code,
    written: { plain: code, dashed: `${start}-${end}`, spaced: `${start} ${end}`, prefixed: `G-${code}`, arabic },
  };
}

/** What of a code stands in a text or in a file's bytes. */
export function leakedForms({ written }: PlantedCode, bytes: string): string[] {
  const forms = Object.values(written).flatMap((form) => [form, Buffer.from(form).toString("latin1")]);
  return forms.filter((form) => bytes.includes(form));
}

/** A number in the spellings in which people and providers write it. */
export function spellingsOf(e164: string): string[] {
  const national = e164.slice(3);
  return [
    ...[e164, e164.slice(1), `00${e164.slice(1)}`, `0${national}`, `+44 (0)${national}`],
    ...[
      `0${national.slice(0, 4)} ${national.slice(4, 7)} ${national.slice(7)}`,
      `+44−${national.slice(0, 4)}−${national.slice(4)}`,
    ],
    ...[`whatsapp:${e164}`, `tel:0${national}`, `${e164.slice(1)}@c.us`, encodeURIComponent(e164)],
  ];
}
