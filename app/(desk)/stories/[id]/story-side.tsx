import { ActionLink } from "@/app/(desk)/action-link";
import { read } from "@/app/read";
import { Card } from "@/components/card/card";
import { Facts } from "@/components/card/facts";
import { CopyButton } from "@/components/copy/copy-button";
import { clockFormatter, formatMoment, localText, utcText } from "@/components/time/format-time";
import type { Decision } from "@/lib/delivery/decision/decide";
import { atAGlance } from "@/lib/delivery/lanes/at-a-glance";
import { nextStep } from "@/lib/delivery/words/next-step";
import { sayToCustomer } from "@/lib/delivery/words/say-to-customer";
import { findMessage } from "@/lib/messages/find-message";
import type { StoryPage } from "@/lib/stories/get-story";
import { ProviderIds } from "./provider-ids";
import classes from "./story.module.css";

/** What to say, what to do, and the short answers. */
type Props = { page: StoryPage; decision: Decision; zone: string };

export function StorySide({ page, decision, zone }: Props) {
  const { story } = page;
  const say = sayToCustomer(decision, "en", clockFormatter(zone, story.now, { named: true }));
  const next = nextStep(decision, "en", clockFormatter(zone, story.now));
  return (
    <aside className={classes.side}>
      <Card title="Say to the customer">
        <p className={classes.say}>“{say}”</p>
        <CopyButton text={say} what="the sentence" />
      </Card>
      <Card title="Next step">
        <b>{next.title}</b> <span className={classes.muted}>{next.text}</span>
      </Card>
      <Glance decision={decision} zone={zone} />
      <ProviderIds messages={story.messages} />
    </aside>
  );
}

async function Glance({ decision, zone }: Pick<Props, "decision" | "zone">) {
  const { story } = decision;
  const newest = story.messages.at(-1);
  const action = newest ? (await read(findMessage(newest.id, story.now)))?.message.action : null;
  const both = (at: Date) => {
    const text = formatMoment(at, zone, story.now);
    return text.zone === "UTC" ? localText(text) : `${localText(text)} · ${utcText(text)}`;
  };
  const facts = atAGlance(decision, both).map(({ label, value }) => ({ name: label, value }));
  return (
    <Card title="At a glance">
      <Facts
        facts={[...facts, { name: "Action", value: action ? <ActionLink action={action} /> : "not told by the app" }]}
      />
    </Card>
  );
}
