/** What a change is of. */
export type SubjectKind = "message" | "verification";

/** One change of what is told of a message or an attempt. */
export type Change = {
  subject: string;
  /** The subject's own count of its changes. */
  version: number;
  /** Of a message, the attempt that it belongs to. */
  attempt: string | null;
};

/** The same for every reader, and however often it is told. */
export function changeId({ subject, version }: Pick<Change, "subject" | "version">): string {
  return `${subject}.${version}`;
}

/** In the place of a subject: whatever changes. */
export const EVERYTHING = "00000000-0000-0000-0000-000000000000";
