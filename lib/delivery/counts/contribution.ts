import type { DeliveryStatus, FailureCategory } from "../fold/status";
import { latencyBucket } from "./latency-histogram";

const BUCKET_MS = 15 * 60 * 1000;

/** What of a message's row decides where it is counted. */
export type CountedMessage = {
  connectionId: string;
  channel: string;
  useCase: string | null;
  templateKey: string | null;
  senderIdentity: string | null;
  destinationCountry: string | null;
  carrierMccMnc: string | null;
  carrierName: string | null;
  route: string | null;
  registeredAt: Date | null;
  sentAt: Date | null;
  createdAt: Date;
  firstEventAt: Date | null;
  deliveredAt: Date | null;
  status: DeliveryStatus;
  isFinal: boolean;
  failureCategory: FailureCategory | null;
};

/** Where one message is counted, and as what; a value that is not known is the empty string. */
export type Contribution = {
  bucketAt: Date;
  connectionId: string;
  country: string;
  channel: string;
  useCase: string;
  templateKey: string;
  senderIdentity: string;
  carrier: string;
  route: string;
  isRegistered: boolean;
  status: DeliveryStatus;
  isFinal: boolean;
  failureCategory: FailureCategory | "";
  /** Send to reported delivery; null where one of the two times is not known. */
  latencyBucket: number | null;
};

/** A rollup is the sum of this over all messages; a change writes the difference of two of these. */
export function contribution(message: CountedMessage): Contribution {
  return {
    bucketAt: bucketOf(countedAt(message)),
    connectionId: message.connectionId,
    country: message.destinationCountry ?? "",
    channel: message.channel,
    useCase: message.useCase ?? "",
    templateKey: message.templateKey ?? "",
    senderIdentity: message.senderIdentity ?? "",
    carrier: message.carrierMccMnc ?? message.carrierName ?? "",
    route: message.route ?? "",
    isRegistered: message.registeredAt !== null,
    status: message.status,
    isFinal: message.isFinal,
    failureCategory: message.failureCategory ?? "",
    latencyBucket: latencyOf(message),
  };
}

/** The quarter of an hour that a time belongs to: days in every zone are sums of whole quarters. */
export function bucketOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / BUCKET_MS) * BUCKET_MS);
}

/** Its send time; for a message that only callbacks know, the earliest time known. */
function countedAt({ sentAt, registeredAt, createdAt, firstEventAt }: CountedMessage): Date {
  if (sentAt) return sentAt;
  if (registeredAt || !firstEventAt) return createdAt;
  return firstEventAt < createdAt ? firstEventAt : createdAt;
}

function latencyOf({ status, sentAt, deliveredAt }: CountedMessage): number | null {
  if (status !== "delivered" || !sentAt || !deliveredAt) return null;
  return latencyBucket(deliveredAt.getTime() - sentAt.getTime());
}
