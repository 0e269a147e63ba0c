import { ActionLink } from "@/app/(desk)/action-link";
import { Card } from "@/components/card/card";
import { type Fact, Facts } from "@/components/card/facts";
import { CopyIcon } from "@/components/copy/copy-button";
import { InlineTimes } from "@/components/time/times";
import { countryName } from "@/lib/delivery/recipient/country-name";
import type { StoryMessage } from "@/lib/delivery/story/story";
import { channelName } from "@/lib/delivery/words/status-notes";
import { nameOfUseCase } from "@/lib/delivery/words/verdict-detail";
import type { MessageJson } from "@/lib/messages/message-json";
import classes from "./message.module.css";

type Props = { message: StoryMessage; json: MessageJson; storyId: string; zone: string; now: Date };

/** All that the app and the provider told about the message itself. Facts that nobody told are left out. */
export function MessageFacts({ message, json, storyId, zone, now }: Props) {
  const time = (at: Date | null) => at && <InlineTimes at={at} zone={zone} now={now} />;
  const told: [string, Fact["value"]][] = [
    ["Provider id", json.providerMessageId && <Id id={json.providerMessageId} what="provider message id" />],
    ["Ids of parts", json.providerMessageIds.length > 1 && json.providerMessageIds.join(" · ")],
    ["Our id", <Id key="id" id={json.id} what="message id" />],
    ["Provider", message.provider],
    ["Channel", channelName(message.channel)],
    ["Number", json.recipientMasked],
    ["Country", json.destinationCountry && countryName(json.destinationCountry)],
    ["Carrier", json.carrier && [json.carrier.name, json.carrier.mccMnc].filter(Boolean).join(" · ")],
    ["Sender", json.senderIdentity],
    ["Template", json.templateKey],
    ["Use case", json.useCase && nameOfUseCase(json.useCase)],
    ["Campaign", json.campaign],
    ["Route", json.route],
    ["Sent", time(json.sentAt)],
    ["First seen", time(json.createdAt)],
    ["User", json.userRef && <Id id={json.userRef} what="user id" />],
    ["Verification", json.verificationId && <a href={`/stories/${storyId}`}>{json.verificationId}</a>],
    ["Repeats", json.retryOf && <a href={`/messages/${json.retryOf}`}>an earlier message</a>],
    ["Action", json.action && <ActionLink action={json.action} />],
    ["Consent", json.consent && <Consent source={json.consent.source} at={time(json.consent.at)} />],
    ...Object.entries(json.metadata ?? {}),
  ];
  return (
    <Card title="The message">
      <Facts facts={told.flatMap(([name, value]) => (value ? [{ name, value }] : []))} />
    </Card>
  );
}

function Id({ id, what }: { id: string; what: string }) {
  return (
    <span className={classes.id}>
      <code>{id}</code>
      <CopyIcon text={id} what={what} />
    </span>
  );
}

function Consent({ source, at }: { source: string | null; at: Fact["value"] }) {
  return (
    <>
      {source} {at && <>· {at}</>}
    </>
  );
}
