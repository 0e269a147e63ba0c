import { Card } from "@/components/card/card";
import type { DemoExample, DemoStory } from "@/lib/stories/list-demo-examples";
import classes from "./home.module.css";
import { LookUpExample } from "./look-up/look-up-example";

const ABOUT: Record<DemoStory, string> = {
  second_try: "A second message after the first fell silent",
  carrier_filtered: "Filtered on the way",
  no_receipt: "No receipt came",
  conflicting: "Two receipts that contradict each other",
  duplicate: "The same receipt, more than once",
  verified: "A code that simply worked",
};

/** Where to begin in a demo. */
export function DemoExamples({ examples }: { examples: readonly DemoExample[] }) {
  if (examples.length === 0) return null;
  return (
    <Card title="This is a demo: try one of these">
      <ul className={classes.examples}>
        {examples.map(({ about, userRef }) => (
          <li key={about}>
            <LookUpExample text={userRef} about={ABOUT[about]} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
