import { parseAsStringLiteral } from "nuqs/server";
import { filterAddress } from "@/lib/address/filter-address";

/** The address of the queue: what waits to be looked at, or what is done. */
export const { read: readReviewAddress, link: withReviewFilters } = filterAddress({
  show: parseAsStringLiteral(["open", "done"]).withDefault("open"),
});
