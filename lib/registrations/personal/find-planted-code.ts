import { withoutIdShapes } from "@/lib/delivery/recipient/id-shapes";

const HOLDS_CODE = "may hold a one-time code or the text of a message; neither is ever stored";

/**
 * The entries of metadata that are a code or a message's text by their name, or hold 4 to 8 digits beside a word for
 * a code, as path → what is wrong. Metadata are shown and exported, and a live code opens an account.
 */
export function findPlantedCode(metadata: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const entries = Object.entries(metadata ?? {}).filter(([key, value]) => tells(key, value));
  return Object.fromEntries(entries.map(([key]) => [holdsCode(key) ? "metadata" : `metadata.${key}`, HOLDS_CODE]));
}

function tells(key: string, value: string): boolean {
  const words = wordsOf(key);
  if (words.some((word) => word !== "sms") && words.every((word) => CODE_WORDS.has(word) || TEXT_WORDS.has(word)))
    return true;
  return (namesCode(words) || namesCode(wordsOf(value)) || OTHER_SCRIPTS.test(value)) && holdsCode(`${key} ${value}`);
}

/** `error_code`, `country_code`: codes that are no secret. */
function namesCode(words: readonly string[]): boolean {
  return words.some((word, index) => CODE_WORDS.has(word) && !KINDS_OF_CODE.has(words[index - 1] ?? ""));
}

/** `smsBody`, `sms_body` and `SMS body` as two words, without accents. */
function wordsOf(text: string): string[] {
  const apart = text
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .normalize("NFD")
    .toLowerCase();
  return apart
    .replace(/[\u0300-\u036f]/g, "")
    .split(/[^\p{L}\p{M}]+/u)
    .filter(Boolean);
}

function holdsCode(text: string): boolean {
  return CODE.test(withoutIdShapes(text).replace(DATE, "~"));
}

const DATE = /(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)/g;
const GAP = String.raw`[\p{Zs}\p{Cf}.\-‐-―−]?`;
const CODE = new RegExp(
  String.raw`(?<![\p{L}\p{Nd}])(?<!\p{Nd}${GAP})\p{Nd}(?:${GAP}\p{Nd}){3,7}(?!${GAP}\p{Nd}|\p{L})`,
  "u",
);

/** English, Spanish, Portuguese, French, Indonesian; *mot de passe* and *kata sandi* by the word that is theirs alone. */
const CODE_WORDS: ReadonlySet<string> = new Set([
  ...["code", "codes", "otp", "otps", "pin", "passcode", "password", "passwd", "pwd", "mpin"],
  ...["codigo", "codigos", "clave", "contrasena", "senha", "passe", "kode", "sandi"],
]);
const TEXT_WORDS: ReadonlySet<string> = new Set([
  ...["body", "text", "content", "message", "sms"],
  ...["texto", "contenido", "mensaje", "conteudo", "mensagem", "texte", "contenu", "teks", "isi", "pesan"],
]);
const KINDS_OF_CODE: ReadonlySet<string> = new Set([
  ...["error", "err", "status", "reason", "country", "area", "postal", "zip", "currency", "language", "promo"],
]);
/** Hindi and Arabic: words take prefixes and signs there. */
const OTHER_SCRIPTS = /कोड|ओटीपी|पिन|पासवर्ड|رمز|كود|كلمة المرور|الرقم السري/u;
