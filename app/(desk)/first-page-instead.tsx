import { Notice } from "@/components/notice/notice";

type Props = {
  /** As it stands in the address. */ asked: string | string[] | undefined /** As it was read. */;
  read: unknown;
};

/** Says so where the address names a page that no list can have, and its first is shown. */
export function FirstPageInstead({ asked, read }: Props) {
  if (asked === undefined || read !== null) return null;
  return <Notice tone="warn">The address names a page that was not understood. This is the first page.</Notice>;
}
