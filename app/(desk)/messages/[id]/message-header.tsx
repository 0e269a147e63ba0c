import { ToneBadge } from "@/components/status/tone-badge";
import { ToneIcon } from "@/components/status/tone-icon";
import { countryName } from "@/lib/delivery/recipient/country-name";
import type { StoryMessage } from "@/lib/delivery/story/story";
import { shortName } from "@/lib/delivery/words/message-names";
import classes from "./message.module.css";
import { messageState } from "./message-state";

/** Which message, and in plain words how it stands. */
export function MessageHeader({ message, ofMany, now }: { message: StoryMessage; ofMany: number; now: Date }) {
  const state = messageState(message, now);
  return (
    <header className={classes.header} data-tone={state.tone}>
      <ToneIcon tone={state.tone} size={24} />
      <div className={classes.words}>
        <div role="status">
          <h1>{state.label}</h1>
        </div>
        <p>{state.meaning}</p>
        {state.causes && (
          <p>
            Possible causes: {state.causes.join("; ")}. <b>{state.tryNext}</b>
          </p>
        )}
        {message.errorPage && (
          <p>
            <a href={message.errorPage} target="_blank" rel="noopener noreferrer">
              What {message.provider} writes about code {message.errorCode}
            </a>
          </p>
        )}
        <p className={classes.muted}>
          {shortName(message)}
          {ofMany > 1 && ` of ${ofMany}`} · {message.recipientMasked ?? "number not known"}
          {message.destinationCountry && ` · ${countryName(message.destinationCountry)}`} · over {message.provider}
        </p>
      </div>
      <div className={classes.badges}>
        {state.badges.map((label) => (
          <ToneBadge key={label} tone="warn" label={label} />
        ))}
      </div>
    </header>
  );
}
