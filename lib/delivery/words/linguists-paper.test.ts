import { expect, it } from "vitest";
import { messagesOf, samplesOf } from "./fixtures/list-messages";
import { directionOf, nameOfLanguage } from "./language-of";
import { speak, WORDS } from "./speak";
import { LANGUAGES, type Language } from "./words";

const INTRODUCTION = `# Words, in seven languages

For linguists: everything that OTP Desk says to a customer, and tells an agent of an attempt, as it is rendered. Where a message depends on
a value, each form stands after a stroke. No native speaker has read it yet: corrections go into \`lib/delivery/words/\`, one file a language,
as ICU messages that any translation tool reads. \`npm run words\` writes this page anew, and a test fails while it is not current.

A report of a delivery is no proof that anybody saw a message: no sentence may say so. Causes are possible ones. Customers are addressed
formally, in forms that do not show their gender.`;

const PARTS = [
  ["customer.facts", "To the customer: what is on record"],
  ["customer.steps", "To the customer: what they can do (`app_…`: in the app itself)"],
  ["agent.situations", "To the agent: what is known, and what it may mean"],
  ["agent.categories", "To the agent: why a delivery failed, what it may mean, what helps"],
  ["agent.titles", "To the agent: what to do"],
  ["agent.reasons", "To the agent: why"],
  ["agent.tails", "To the agent: what follows"],
  ["agent.otherHands", "To the agent: who may have a code that the customer does not have"],
] as const;

it("the page for linguists is current", async () => {
  const parts = PARTS.map(([path, title]) => `## ${title}\n\n${entries(path).join("\n\n")}`);
  const languages = LANGUAGES.map((language) => `${nameOfLanguage(language)} (\`${language}\`)`).join(", ");
  await expect([INTRODUCTION, `${languages}.`, ...parts, ""].join("\n\n")).toMatchFileSnapshot(
    "../../../docs/words.md",
  );
});

function entries(path: string): string[] {
  const keys = messagesOf(WORDS.en).map(({ key }) => key);
  return keys
    .filter((key) => key.startsWith(`${path}.`))
    .map((key) => `### \`${key.slice(path.length + 1)}\`\n\n${LANGUAGES.map((one) => line(one, key)).join("\n")}`);
}

function line(language: Language, key: string): string {
  const choose = (words: unknown) => messagesOf(words).find((message) => message.key === key)?.text ?? "";
  const said = samplesOf(choose(WORDS[language])).map((values) => speak(language, choose, values));
  const text = [...new Set(said)].join(" / ");
  return `- \`${language}\` ${directionOf(language) === "rtl" ? `<span dir="rtl" lang="${language}">${text}</span>` : text}`;
}
