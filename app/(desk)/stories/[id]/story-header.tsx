import type { ReactNode } from "react";
import { Chip } from "@/components/card/chip";
import { CopyIcon } from "@/components/copy/copy-button";
import { countryName } from "@/lib/delivery/recipient/country-name";
import type { StoryPage } from "@/lib/stories/get-story";
import classes from "./story.module.css";

/** Whom the story is about, as far as anyone may see, and what may be done with the number. */
export function StoryHeader({ page, tools }: { page: StoryPage; tools: ReactNode }) {
  const { recipientMasked, country, userRef, story } = page;
  const carrier = story.messages.findLast(({ carrierName }) => carrierName)?.carrierName;
  const place = [country && countryName(country), carrier].filter(Boolean).join(" · ");
  const attempt = story.verification?.externalId;
  return (
    <header className={classes.header}>
      <h1>{recipientMasked ?? "Number not known"}</h1>
      {place && <Chip>{place}</Chip>}
      {userRef && <Id name="user" id={userRef} />}
      {attempt && <Id name="verification" id={attempt} />}
      {story.verification?.providerIds.map(({ id, provider }) => (
        <Id key={id} name={`${provider} verification`} id={id} />
      ))}
      {tools}
    </header>
  );
}

function Id({ name, id }: { name: string; id: string }) {
  return (
    <span className={classes.id}>
      <Chip mono title={`${name} id`}>
        {id}
      </Chip>
      <CopyIcon text={id} what={`${name} id`} />
    </span>
  );
}
