import { Card } from "@/components/card/card";
import type { StoryMessage } from "@/lib/delivery/story/story";
import classes from "./message.module.css";
import { missingEvidence } from "./missing-evidence";

/** What the page cannot know, so that nobody reads more into it than is there. */
export function Evidence({ message }: { message: StoryMessage }) {
  const missing = missingEvidence(message);
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
