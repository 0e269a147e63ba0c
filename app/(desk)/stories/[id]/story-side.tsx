import { ActionLink } from "@/app/(desk)/action-link";
import { read } from "@/app/read";
import { Card } from "@/components/card/card";
import { Facts } from "@/components/card/facts";
import { Countdown } from "@/components/live/countdown";
import { ToneBadge } from "@/components/status/tone-badge";
import { formatMoment, localText, utcText } from "@/components/time/format-time";
import { InlineTimes } from "@/components/time/times";
import type { Decision } from "@/lib/delivery/decision/decide";
import { atAGlance } from "@/lib/delivery/lanes/at-a-glance";
import { agentNote } from "@/lib/delivery/words/agent-note";
import { languageOfCountry } from "@/lib/delivery/words/language-of";
import { afterPause, nextStep } from "@/lib/delivery/words/next-step";
import { findMessage } from "@/lib/messages/find-message";
import type { MessageJson } from "@/lib/messages/message-json";
import type { StoryPage } from "@/lib/stories/get-story";
import { zoneOfCountry } from "@/lib/time/country-zone";
import { spokenTime } from "@/lib/time/spoken-time";
import { zoneName } from "@/lib/time/time-zone";
import { CustomerCard } from "./customer-card";
import { ProviderIds } from "./provider-ids";
import { SayCard } from "./say-card";
import { sayInLanguages } from "./say-in-languages";
import classes from "./story.module.css";

type Props = { page: StoryPage; decision: Decision; zone: string };

/** What to say, what to do, what the customer says, and the short answers. */
export async function StorySide({ page, decision, zone }: Props) {
  const { now } = decision.story;
  const theirs = zoneOfCountry(page.country, now);
  const spokenZone = theirs ?? zone;
  const newest = decision.story.messages.at(-1);
  const action = newest ? ((await read(findMessage(newest.id, now)))?.message.action ?? null) : null;
  const time = theirs
    ? `in the customer's time, now ${spokenTime(now, { locale: "en-GB", zone: theirs, now })}`
    : `times in ${zoneName(now, zone)}: the country has several zones`;
  return (
    <aside className={classes.side}>
      <SayCard
        said={sayInLanguages(decision, page.country, spokenZone)}
        chosen={languageOfCountry(page.country)}
        time={time}
        isUrgent={decision.plan.kind === "secure_account"}
      />
      <NextStepCard decision={decision} zone={zone} action={action} />
      <CustomerCard id={page.id} says={page.statement?.says ?? null} noted={<Noted page={page} zone={zone} />} />
      <Glance decision={decision} zone={zone} action={action} />
      <ProviderIds messages={decision.story.messages} />
    </aside>
  );
}

type PartProps = Pick<Props, "decision" | "zone"> & { action: MessageJson["action"] };

function NextStepCard({ decision, zone, action }: PartProps) {
  const after = afterPause(decision, "en");
  const next = nextStep(decision, "en", (at) => localText(formatMoment(at, zone, decision.story.now)));
  const { causes } = agentNote(decision, "en");
  return (
    <Card title="Next step">
      <div className={classes.steps}>
        {decision.plan.kind === "secure_account" && <ToneBadge tone="warn" label="Secure the account" />}
        <p>
          <b>{next.title}</b> <span className={classes.muted}>{next.text}</span>
        </p>
        {after && (
          <Countdown
            pause={{ since: +after.pause.since, until: +after.pause.until, now: +decision.story.now }}
            what="How much of the pause is over"
            then={`Then, if nothing else is reported: ${after.title}`}
          />
        )}
        {causes.length > 0 && <p className={classes.meaning}>May be: {causes.join("; ")}.</p>}
        {decision.plan.kind === "secure_account" && action?.url && (
          <p className={classes.meaning}>
            Open <ActionLink action={action} />
          </p>
        )}
      </div>
    </Card>
  );
}

function Noted({ page: { statement, story }, zone }: Pick<Props, "page" | "zone">) {
  if (!statement) return null;
  return (
    <>
      {statement.notedBy ?? "Noted by an account that is gone"},{" "}
      <InlineTimes at={statement.at} zone={zone} now={story.now} />
    </>
  );
}

function Glance({ decision, zone, action }: PartProps) {
  const { story } = decision;
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
