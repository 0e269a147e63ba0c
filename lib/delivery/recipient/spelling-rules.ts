/**
 * A form in which a country's numbers were, or still are, written besides the one that they have now. Digits are
 * added or exchanged where the plan leaves one reading; never taken away where what is left could be another's.
 */
export type SpellingRule = {
  /** ISO 3166-1 alpha-2. */
  country: string;
  callingCode: string;
  /** All digits behind the calling code, as a pattern: digits, and groups that `to` takes over. */
  from: string;
  /** The same subscriber's digits now. */
  to: string;
  /** The day, or month where no day is known, from which they are written so; null: both forms stand side by side. */
  since: string | null;
  /** What the other form is, in words: `with a 1 after +52`. */
  form: string;
  source: string;
};

const LPN = "google/libphonenumber, PhoneNumberMetadata.xml";
/** Brazil's area codes: the rest of 11 to 99 is in no plan. */
const BR_AREA = "(?:[14689][1-9]|2[12478]|3[1-578]|5[13-5]|7[13-579])";

export const SPELLING_RULES: readonly SpellingRule[] = [
  // Every number has ten digits, and none begins with 1 or 0.
  mexico("1", "with a 1 after +52"),
  mexico("044", "with the 044 that mobiles were dialled by"),
  mexico("045", "with the 045 that mobiles were dialled by"),
  mexico("01", "with the 01 of trunk calls"),
  // A mobile's local number began with 6, 8 or 9; one that begins with 7 may be a radio, which stayed as it was.
  brazil("(11)", "2012-07-29"),
  brazil("(1[2-9])", "2013-08-25"),
  brazil("(2[12478])", "2013-10-27"),
  brazil("(9[1-9])", "2014-11"),
  brazil("(8[1-9])", "2015-05-31"),
  brazil("(3[1-578]|7[13-579])", "2015-10-11"),
  brazil("(6[1-9])", "2016-05-29"),
  brazil("(4[1-9]|5[13-5])", "2016-11-06"),
  // Thirteen digits are nothing else; where the 15 stands follows from the area code's length.
  argentina("9(11)15(\\d{8})"),
  argentina("9([23]\\d\\d)15(\\d{7})"),
  argentina("9([23]\\d{3})15(\\d{6})"),
  // The second digit told the operator, which is the new prefix.
  ivoryCoast("((?:0[1-3]|[457][0-3])\\d{6})", "01$1"),
  ivoryCoast("([04-9][4-6]\\d{6})", "05$1"),
  ivoryCoast("((?:0[7-9]|[4-8][7-9]|9[78])\\d{6})", "07$1"),
  ivoryCoast("(2[0-3]8\\d{5})", "21$1"),
  ivoryCoast("((?:2[0-4]|3[0-6])0\\d{5})", "25$1"),
  ivoryCoast("(2(?:0[23]|1[2357]|2[45]|3[45]|4[3-5])\\d{5}|3(?:06|1[69]|[2-4]7)\\d{5})", "27$1"),
  {
    country: "BJ",
    callingCode: "229",
    from: "([24-69]\\d{7})",
    to: "01$1",
    since: "2024-11-30",
    form: "without the 01 in front",
    source: `allafrica.com, 30 Nov 2024; ${LPN}`,
  },
  // The zero was written or not; behind it stand six digits more than the operator's.
  gabon("0([256]\\d{6})", "6$1"),
  gabon("([256]\\d{6})", "6$1"),
  gabon("0([47]\\d{6})", "7$1"),
  gabon("([47]\\d{6})", "7$1"),
  gabon("01(\\d{6})", "11$1"),
  ...vietnam({
    ...{ 120: "70", 121: "79", 122: "77", 126: "76", 128: "78" },
    ...{ 123: "83", 124: "84", 125: "85", 127: "81", 129: "82" },
    ...{ 162: "32", 163: "33", 164: "34", 165: "35", 166: "36", 167: "37", 168: "38", 169: "39" },
    ...{ 186: "56", 188: "58", 199: "59" },
  }),
];

/**
 * Two forms that are nearly always one subscriber and could be two: never taken for one, and both offered where
 * somebody looks for a person. Each form has its pattern, and what the other is made of.
 */
export type TwinRule = Pick<SpellingRule, "country" | "callingCode" | "form" | "source"> & {
  one: { pattern: string; other: string };
  two: { pattern: string; other: string };
};

export const TWIN_RULES: readonly TwinRule[] = [
  {
    country: "AR",
    callingCode: "54",
    one: { pattern: "((?:11|[23]\\d)\\d{8})", other: "9$1" },
    two: { pattern: "9((?:11|[23]\\d)\\d{8})", other: "$1" },
    form: "with and without the 9 of mobiles after +54",
    source: "google/libphonenumber, FAQ; support.toku.co",
  },
  {
    country: "BR",
    callingCode: "55",
    one: { pattern: `(${BR_AREA})(7\\d{7})`, other: "$19$2" },
    two: { pattern: `(${BR_AREA})9(7\\d{7})`, other: "$1$2" },
    form: "with and without the ninth digit",
    source: `vcfaz.tv, quoting Anatel; ${LPN}`,
  },
];

function mexico(prefix: string, form: string): SpellingRule {
  const source = `commsupdate.com, 18 Jul 2019; mexiconewsdaily.com; ${LPN}`;
  const from = `${prefix}([2-9]\\d{9})`;
  return { country: "MX", callingCode: "52", from, to: "$1", since: "2019-08-03", form, source };
}

function brazil(area: string, since: string): SpellingRule {
  const source = `vcfaz.tv, estadao.com.br, sinttelba.com.br, quoting Anatel; ${LPN}`;
  const from = `${area}([689]\\d{7})`;
  return { country: "BR", callingCode: "55", from, to: "$19$2", since, form: "without the ninth digit", source };
}

function argentina(from: string): SpellingRule {
  const form = "with the 15 of national calls";
  return {
    country: "AR",
    callingCode: "54",
    from,
    to: "9$1$2",
    since: null,
    form,
    source: "google/libphonenumber, FAQ",
  };
}

function ivoryCoast(from: string, to: string): SpellingRule {
  const source = "newsgeek.ci, quoting ARTCI; github.com/aurellemeless/cipnn, src/constants.js";
  const form = "in the eight digits of before";
  return { country: "CI", callingCode: "225", from, to, since: "2021-01-31", form, source };
}

function gabon(from: string, to: string): SpellingRule {
  const source = `${LPN}; news.alibreville.com/h/114469`;
  const form = "in its digits of before";
  return { country: "GA", callingCode: "241", from, to, since: "2019-11", form, source };
}

function vietnam(prefixes: Readonly<Record<string, string>>): SpellingRule[] {
  return Object.entries(prefixes).map(([old, now]) => ({
    country: "VN",
    callingCode: "84",
    from: `${old}(\\d{7})`,
    to: `${now}$1`,
    since: "2018-09-15",
    form: "in the eleven digits of before",
    source: `sggpnews.org.vn, 76279; ${LPN}`,
  }));
}
