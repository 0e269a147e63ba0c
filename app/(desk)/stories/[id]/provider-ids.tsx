import { Card } from "@/components/card/card";
import { CopyIcon } from "@/components/copy/copy-button";
import type { StoryMessage } from "@/lib/delivery/story/story";
import { shortName } from "@/lib/delivery/words/message-names";
import classes from "./story.module.css";

/** What the provider asks for when a case is passed on to them. */
export function ProviderIds({ messages }: { messages: readonly StoryMessage[] }) {
  if (messages.length === 0) return null;
  return (
    <Card title="Provider message ids">
      <ul className={classes.ids}>
        {messages.map((message) => (
          <li key={message.id}>
            <span className={classes.muted}>
              <a href={`/messages/${message.id}`}>{shortName(message)}</a> · {message.provider}
            </span>
            {message.providerMessageId ? (
              <span className={classes.id}>
                <code>{message.providerMessageId}</code>
                <CopyIcon text={message.providerMessageId} what={`provider message id of ${shortName(message)}`} />
              </span>
            ) : (
              <span className={classes.muted}>not known yet</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
