import { Card } from "@/components/card/card";
import type { StoryMessage } from "@/lib/delivery/story/story";
import classes from "./message.module.css";
import { missingEvidence } from "./missing-evidence";

/** What the page cannot know, so that nobody reads more into it than is there. */
export function Evidence({ message, notFound }: { message: StoryMessage; notFound: { asked: number } | null }) {
  const missing = [...missingEvidence(message), ...(notFound ? [sayNotFound(notFound)] : [])];
  return (
    <Card title="What is missing">
      {missing.length === 0 ? (
        <p>Nothing: it was registered, and the reports name their times.</p>
      ) : (
        <ul className={classes.missing}>
          {missing.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function sayNotFound({ asked }: { asked: number }): string {
  const often = asked === 1 ? "once" : `${asked} times`;
  return `Not known to the provider: it was asked ${often}, and last said that it has no message with this id. The id may be wrong, or of another account.`;
}
