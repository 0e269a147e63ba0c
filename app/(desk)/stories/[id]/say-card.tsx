"use client";

import "@fontsource-variable/noto-sans-arabic/wght.css";
import "@fontsource-variable/noto-sans-devanagari/wght.css";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Card } from "@/components/card/card";
import { CopyButton } from "@/components/copy/copy-button";
import classes from "./story.module.css";

/** The sentence in one language, and for an agent who speaks it what is known, what it may mean, what to do. */
export type Said = {
  language: string;
  name: string;
  direction: "ltr" | "rtl";
  sentence: string;
  note: { known: string; causes: readonly string[]; todo: string };
};

type Props = {
  said: readonly Said[];
  chosen: string;
  time: string;
  /** Harm may be done already: marked at its edge. */
  isUrgent: boolean;
};

/** What to say, in the language of the customer's country unless the agent chooses another; its meaning stands below. */
export function SayCard({ said, chosen, time, isUrgent }: Props) {
  const [language, choose] = useState(chosen);
  const shown = said.find((one) => one.language === language) ?? said[0];
  const english = said.find((one) => one.language === "en");
  if (!shown) return null;
  return (
    <Card
      title="Say to the customer"
      isUrgent={isUrgent}
      aside={
        <NativeSelect
          size="xs"
          classNames={{ input: classes.language }}
          aria-label="Language of the sentence"
          value={shown.language}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {said.map(({ language, name }) => (
            <option key={language} value={language} lang={language}>
              {name}
            </option>
          ))}
        </NativeSelect>
      }
    >
      <p className={classes.say} lang={shown.language} dir={shown.direction}>
        {shown.sentence}
      </p>
      {shown !== english && english && <p className={classes.meaning}>In English: {english.sentence}</p>}
      {shown !== english && (
        <details className={classes.note}>
          <summary>For you, in {shown.name}</summary>
          <div className={classes.say} lang={shown.language} dir={shown.direction}>
            <p>{shown.note.known}</p>
            {shown.note.causes.length > 0 && (
              <ul>
                {shown.note.causes.map((cause) => (
                  <li key={cause}>{cause}</li>
                ))}
              </ul>
            )}
            <p>{shown.note.todo}</p>
          </div>
        </details>
      )}
      <div className={classes.sayFoot}>
        <CopyButton text={shown.sentence} what="the sentence" />
        <span className={classes.muted}>{time}</span>
      </div>
    </Card>
  );
}
