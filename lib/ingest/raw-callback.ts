/** A callback on plain values, as it came over the wire. */
export type RawCallback = {
  method: string;
  /** The raw request target: path and query, unchanged. */
  target: string;
  headers: Record<string, string>;
  body: Buffer;
  /** The peer's address; null where the door cannot know it. */
  address: string | null;
  receivedAt: Date;
};
