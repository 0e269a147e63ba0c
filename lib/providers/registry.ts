import { awsSns } from "./aws-sns/aws-sns";
import { bird } from "./bird/bird";
import { genericHmac } from "./generic-hmac/generic-hmac";
import { infobip } from "./infobip/infobip";
import { messagebird } from "./messagebird/messagebird";
import { metaWhatsapp } from "./meta-whatsapp/meta-whatsapp";
import { msg91 } from "./msg91/msg91";
import { otpiq } from "./otpiq/otpiq";
import { plivo } from "./plivo/plivo";
import type { Provider } from "./provider";
import { sinchSms } from "./sinch-sms/sinch-sms";
import { standardWebhooks } from "./standard-webhooks/standard-webhooks";
import { startmessaging } from "./startmessaging/startmessaging";
import { telnyx } from "./telnyx/telnyx";
import { twilio } from "./twilio/twilio";
import { twilioVerify } from "./twilio-verify/twilio-verify";
import { vonageMessages } from "./vonage-messages/vonage-messages";
import { vonageSms } from "./vonage-sms/vonage-sms";
import { vonageVerify } from "./vonage-verify/vonage-verify";

/** Every provider there is, by id: the one list of them. */
export const providers = {
  twilio: plain(twilio),
  otpiq: plain(otpiq),
  "generic-hmac": plain(genericHmac),
  "vonage-sms": plain(vonageSms),
  "vonage-messages": plain(vonageMessages),
  "standard-webhooks": plain(standardWebhooks),
  "meta-whatsapp": plain(metaWhatsapp),
  telnyx: plain(telnyx),
  plivo: plain(plivo),
  "sinch-sms": plain(sinchSms),
  infobip: plain(infobip),
  messagebird: plain(messagebird),
  bird: plain(bird),
  "aws-sns": plain(awsSns),
  msg91: plain(msg91),
  "twilio-verify": plain(twilioVerify),
  "vonage-verify": plain(vonageVerify),
  startmessaging: plain(startmessaging),
} as const satisfies Record<string, Provider>;
export type ProviderId = keyof typeof providers;

/** Whether its callbacks tell of messages; a verification service's may tell of attempts alone. */
export function bringsReports({ statuses }: Provider): boolean {
  return Object.keys(statuses).length > 0;
}

/** Those that send callbacks; the others are asked. */
export const callbackProviders: readonly Provider[] = Object.values<Provider>(providers).filter(
  ({ methods }) => methods.length > 0,
);

/** Those whose callbacks tell of messages, which can be made up. */
export const messageProviders: readonly Provider[] = callbackProviders.filter(bringsReports);

export function findProvider(id: string): Provider | undefined {
  return Object.hasOwn(providers, id) ? providers[id as keyof typeof providers] : undefined;
}

/** The same with a connection's settings bound; undefined where it cannot read them, too. */
export function boundProvider(connection: { provider: string; settings: unknown }): Provider | undefined {
  const provider = findProvider(connection.provider);
  try {
    return provider?.configure?.(connection.settings as Record<string, unknown>) ?? provider;
  } catch {
    return undefined;
  }
}

/** The secrets' own type ends here: who keeps a connection's secrets has parsed them with `provider.secrets`. */
function plain<Secrets>(provider: Provider<Secrets>): Provider {
  return provider as unknown as Provider;
}
