import { type MessageFormatElement, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { decide } from "../decision/decide";
import { formatClock } from "../story/fixtures/stories";
import { advise } from "./advise";
import { agentNote } from "./agent-note";
import { messagesOf, parse } from "./fixtures/list-messages";
import { SITUATIONS } from "./fixtures/situations";
import { directionOf, languageOf, languageOfCountry } from "./language-of";
import { nextStep } from "./next-step";
import { sayToCustomer } from "./say-to-customer";
import { speak, WORDS } from "./speak";
import { LANGUAGES, type Language, type Words } from "./words";

/** `{time}`, `{minutes, plural}`, `{channel, select: email other voice whatsapp}`. */
function parametersOf(elements: readonly MessageFormatElement[]): string[] {
  const found = elements.flatMap((element) => {
    if (element.type === TYPE.argument) return [`{${element.value}}`];
    if (element.type !== TYPE.select && element.type !== TYPE.plural) return [];
    const inner = Object.values(element.options).flatMap(({ value }) => parametersOf(value));
    if (element.type === TYPE.plural) return [`{${element.value}, plural}`, ...inner];
    return [`{${element.value}, select: ${Object.keys(element.options).sort().join(" ")}}`, ...inner];
  });
  return [...new Set(found)].sort();
}

/** The text alone, of every branch. */
function textsOf(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal) return [element.value];
    if (element.type !== TYPE.select && element.type !== TYPE.plural) return [];
    return Object.values(element.options).flatMap(({ value }) => textsOf(value));
  });
}

/** A message as sentences would be read: with every branch of a `select`, a mark for each value. */
function readings(elements: readonly MessageFormatElement[]): string[] {
  return elements.reduce<string[]>(
    (before, element) => {
      const options =
        element.type === TYPE.literal
          ? [element.value]
          : element.type === TYPE.select || element.type === TYPE.plural
            ? Object.values(element.options).flatMap(({ value }) => readings(value))
            : ["¤"];
      return before.flatMap((start) => options.map((option) => start + option));
    },
    [""],
  );
}

const ALL = LANGUAGES.map((language) => ({ language, messages: messagesOf(WORDS[language]) }));
const keyed = (language: Language) => new Map(messagesOf(WORDS[language]).map(({ key, text }) => [key, text]));
/** Lists of causes may differ in their order and are checked by number alone. */
const isCause = (key: string) => /causes|otherHands/.test(key);

describe.each(ALL)("$language", ({ language, messages }) => {
  it("has every message, of the same parameters and keywords as English", () => {
    const english = keyed("en");
    expect(messages.map(({ key }) => key).sort()).toEqual([...english.keys()].sort());
    for (const { key, text } of messages) {
      expect(text.trim(), key).not.toBe("");
      expect(parametersOf(parse(text)), key).toEqual(parametersOf(parse(english.get(key) ?? "")));
    }
  });

  it("is a translation: nothing stands in English but what is the same word", () => {
    if (language === "en") return;
    const english = keyed("en");
    const same = messages.filter(({ key, text }) => english.get(key) === text).map(({ text }) => text);
    expect(same.filter((text) => !["roaming"].includes(text))).toEqual([]);
  });

  it("has the plural forms of its language, with the figure in each but the Arabic singular and dual", () => {
    for (const { key, text } of messages) {
      for (const element of parse(text).filter(({ type }) => type === TYPE.plural)) {
        if (element.type !== TYPE.plural) continue;
        const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
        expect(Object.keys(element.options).sort(), key).toEqual([...forms].sort());
        for (const [form, { value }] of Object.entries(element.options)) {
          const hasFigure = value.some(({ type }) => type === TYPE.pound);
          expect(hasFigure, `${key} ${form}`).toBe(!(language === "ar" && (form === "one" || form === "two")));
        }
      }
    }
  });

  it("counts minutes", () => {
    const wait = (minutes: number) => speak(language, ({ customer }) => customer.steps.wait, { minutes });
    for (const minutes of [0, 1, 2, 3, 11, 100, 102]) {
      expect(wait(minutes)).toMatch(/\p{L}/u);
      if (language !== "ar" || minutes > 2) expect(wait(minutes)).toContain(String(minutes));
    }
    if (language === "ar") expect([1, 2].map(wait).join()).toMatch(/دقيقة واحدة.*دقيقتين/s);
  });

  it("is written in its own script, in composed letters, without digits, quotes and hidden signs", () => {
    const text = messages.flatMap((message) => textsOf(parse(message.text))).join("\n");
    expect(text).toBe(text.normalize("NFC"));
    expect(text).not.toMatch(/['"!\d٠-٩۰-۹०-९]/u);
    // Zero width, marks and isolates of direction, tatweel: the renderer isolates values, nobody else.
    expect(text).not.toMatch(/[\u00AD\u0640\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u);
    expect(text).not.toMatch(/ {2}/);
    const own = text.replace(/\b(OTP|SMS|WhatsApp|STOP|START)\b/g, "");
    if (language === "hi") expect(own).not.toMatch(/\p{Script=Latin}/u);
    else if (language === "ar") expect(own).not.toMatch(/\p{Script=Latin}|[کی]/u);
    else expect(own).not.toMatch(/[^\p{Script=Latin}\p{Script=Common}]/u);
  });

  it("ends each sentence as its script does", () => {
    const end = language === "hi" ? /।$/ : /\.$/;
    for (const { key, text } of messages.filter(({ key }) => !isCause(key)))
      for (const reading of readings(parse(text))) expect(reading, key).toMatch(end);
    for (const { key, text } of messages.filter(({ key }) => isCause(key))) expect(text, key).not.toMatch(/[.।]$/);
  });

  it("claims nothing that a report does not say", () => {
    const banned = BANNED[language];
    const telling = messages.filter(({ key, text }) => banned.test(bare(text)) && !MAY_NAME.has(key));
    expect(telling.map(({ key }) => key)).toEqual([]);
  });

  it("names the report wherever it speaks of a delivery", () => {
    const [delivered, source] = DELIVERED[language];
    for (const { key, text } of messages.filter(({ key }) => !isCause(key))) {
      for (const sentence of readings(parse(text)).flatMap((reading) => reading.split(/(?<=[.।]) /)))
        if (delivered.test(sentence)) expect(sentence, key).toMatch(source);
    }
  });

  it("keeps its register", () => {
    for (const { key, text } of messages)
      for (const reading of readings(parse(text))) expect(reading, key).not.toMatch(REGISTER[language]);
  });

  it("says every situation whole", () => {
    for (const { about, story } of SITUATIONS) {
      const decision = decide(story);
      const note = agentNote(decision, language);
      const next = nextStep(decision, language, formatClock);
      const customer = sayToCustomer(decision, language, formatClock);
      for (const said of [
        customer,
        advise(decision, language).say,
        next.title,
        next.text,
        note.known,
        ...note.causes,
      ]) {
        expect(said, about).not.toMatch(/[{}]|undefined|null|NaN| {2}|[٠-٩۰-۹०-९]/u);
        const [opened, closed] = [said.match(/\u2068/g)?.length ?? 0, said.match(/\u2069/g)?.length ?? 0];
        expect(opened, about).toBe(closed);
        const times = said.match(/\d\d:\d\d:\d\d/g)?.length ?? 0;
        expect(opened, about).toBe(language === "ar" ? times : 0);
      }
    }
  });

  it("keeps to two sentences for the customer", () => {
    const sentences = (said: string) => said.split(/[.।](?: |$)/).filter(Boolean).length;
    for (const { about, story } of SITUATIONS)
      expect(sentences(sayToCustomer(decide(story), language, formatClock)), about).toBeLessThanOrEqual(2);
  });
});

/** Without Arabic vowel signs, in lower case. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFC")
    .replace(/[\u064B-\u0652]/g, "");
}

const word = (words: string, prefixes = "") => new RegExp(`(?<!\\p{L})(?:${prefixes})(?:${words})(?!\\p{L})`, "iu");
/** What would claim that somebody has or saw a message. */
const BANNED: Readonly<Record<Language, RegExp>> = {
  en: word("received?|got|read|seen|arrived?|reached"),
  "es-419": word("recib\\p{L}*|leíd\\p{L}*|leyó|visto|llegó|llegad\\p{L}*"),
  "pt-BR": word("receb\\p{L}*|lid[oa]s?|leu|visualiz\\p{L}*|visto|chegou"),
  fr: word("reçue?s?|lue?s?|vue?s?|arrivée?s?|parvenue?s?|réception"),
  hi: /प्राप्त|मिला(?![\p{L}\p{M}])|मिल गया|पहुँचा|पढ़ा|(?<!\p{L})देखा(?!\p{L})|आ गया/u,
  ar: word("استلم|استلام|تلقى|وصلت?|وصول|قرأ|قراءة|اطلع|شاهد", "[وفبل]?(?:ال)?"),
  id: word("diterima|menerima|dibaca|sampai|masuk|tiba"),
};
/** Said of it only that it is not known, or of a phone. */
const MAY_NAME = new Set([
  "agent.reasons.unsettled",
  "agent.reasons.unsettled_yet",
  "agent.categories.handset_unreachable.known",
  "agent.categories.expired.known",
]);

/** A delivery, and the words that name who speaks of it. */
const DELIVERED: Readonly<Record<Language, readonly [RegExp, RegExp]>> = {
  en: [/\bdeliver(ed|y)\b/i, /report|It ran out|Its time ran out/i],
  "es-419": [/entreg/i, /red|inform/i],
  "pt-BR": [/entreg/i, /rede|relatório/i],
  fr: [/\bremis|\bremise/i, /réseau|rapport/i],
  hi: [/डिलीवर/, /नेटवर्क|रिपोर्ट/],
  ar: [/تسليم|سُلّمت/, /شبكة|تقرير|تقارير/],
  id: [/tersampaikan/i, /jaringan|lapor/i],
};

/** How the customer is not spoken to. */
const REGISTER: Readonly<Record<Language, RegExp>> = {
  en: /\b\w+(n’t|’ll|’re|’ve)\b/i,
  "es-419": word("tú|tu|tus|vos|te|caducar|móvil|pulsar"),
  "pt-BR": word("tu|teus?|tuas?|telemóvel|palavra-passe"),
  fr: word("tu|ton|ta|tes|toi"),
  hi: /(?<!\p{L})(तुम|तू)(?!\p{L})|आप[^।]*(सकते|सकती|चाहते|चाहती)/u,
  ar: word("تستطيع|تريد|قم|اضغط|استخدم|انتظر"),
  id: word("kamu|kau|mu"),
};

describe("French", () => {
  it("has a no-break space before its high marks", () => {
    for (const { key, text } of messagesOf(WORDS.fr))
      expect(text.replace(/\{[^{}]*[,{]/g, ""), key).not.toMatch(/[^\u00A0\d]([;?!]|(?<=\p{L}) :)/u);
  });
});

describe("a language", () => {
  it.each([
    ["BR", "pt-BR"],
    ["MX", "es-419"],
    ["IN", "hi"],
    ["SA", "ar"],
    ["MA", "ar"],
    ["ID", "id"],
    ["FR", "fr"],
    ["CI", "fr"],
    ["GB", "en"],
    ["NG", "en"],
    ["DE", "en"],
    ["XX", "en"],
    [null, "en"],
  ])("of %s is %s", (country, language) => expect(languageOfCountry(country)).toBe(language));

  it("is found by any tag of its own", () => {
    expect(["pt", "pt-PT", "es-ES", "ar-EG", "hi-IN", "ID"].map(languageOf)).toEqual([
      "pt-BR",
      "pt-BR",
      "es-419",
      "ar",
      "hi",
      "id",
    ]);
    expect(languageOf("de")).toBeNull();
  });

  it("is written from right to left in Arabic alone", () => {
    expect(LANGUAGES.filter((language) => directionOf(language) === "rtl")).toEqual(["ar"]);
  });
});

it("a missing message does not compile", () => {
  const { done: _, ...steps } = WORDS.en.customer.steps;
  // @ts-expect-error The step is missing.
  const broken: Words["customer"]["steps"] = steps;
  expect(Object.keys(broken)).not.toContain("done");
});
