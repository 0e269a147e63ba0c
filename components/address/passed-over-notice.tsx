import Link from "next/link";
import { Notice } from "@/components/notice/notice";
import classes from "./passed-over-notice.module.css";

type Props = {
  /** What the address asks for and does not get, one sentence each. */
  remarks: readonly string[];
  /** The same address without it. */
  href: string;
};

/** Says what of an address does not count: nothing is shown as narrowed that is not. */
export function PassedOverNotice({ remarks, href }: Props) {
  if (remarks.length === 0) return null;
  return (
    <div className={classes.said}>
      <Notice tone="warn">
        <b>Not all that this address asks for is done.</b>
        {remarks.map((remark) => (
          <div key={remark}>{remark}</div>
        ))}
        <Link href={href} prefetch={false}>
          The address without it
        </Link>
      </Notice>
    </div>
  );
}
