"use client";

import "@fontsource-variable/noto-sans-arabic/wght.css";
import "@fontsource-variable/noto-sans-devanagari/wght.css";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Card } from "@/components/card/card";
import { CopyButton } from "@/components/copy/copy-button";
import classes from "./story.module.css";

/** The sentence in one language. */
export type Said = { language: string; name: string; direction: "ltr" | "rtl"; sentence: string };

/** What to say, in the language of the customer's country unless the agent chooses another; its meaning stands below. */
export function SayCard({ said, chosen, time }: { said: readonly Said[]; chosen: string; time: string }) {
  const [language, choose] = useState(chosen);
  const shown = said.find((one) => one.language === language) ?? said[0];
  const english = said.find((one) => one.language === "en");
  if (!shown) return null;
  return (
    <Card
      title="Say to the customer"
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
      <div className={classes.sayFoot}>
        <CopyButton text={shown.sentence} what="the sentence" />
        <span className={classes.muted}>{time}</span>
      </div>
    </Card>
  );
}
