import Link from "next/link";
import { Notice } from "@/components/notice/notice";
import { countOf } from "@/lib/analytics/format-rate";
import { type RateFilters, withRateFilters } from "@/lib/analytics/rate-filters";

/** Traffic that the app did not register: other teams may share the account, so it counts only when asked for. */
export function LeftOut({ filters, unregistered }: { filters: RateFilters; unregistered: number }) {
  if (unregistered === 0 && !filters.unregistered) return null;
  const messages = countOf(unregistered, "message");
  const href = withRateFilters("/analytics", { ...filters, unregistered: !filters.unregistered });
  return (
    <Notice tone="none">
      {filters.unregistered
        ? `${messages} known from receipts alone, which the app did not register, count here. `
        : `${messages} known from receipts alone, which the app did not register, are left out. `}
      <Link href={href} prefetch={false} scroll={false}>
        {filters.unregistered ? "Leave them out" : "Count them too"}
      </Link>
    </Notice>
  );
}
