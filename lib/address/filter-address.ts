import { createSerializer, type ParserMap } from "nuqs/server";
import { addressReader, type Given } from "./read-address";

/** All that pages, files and links need of an address, by one definition of what it may be narrowed by. */
export function filterAddress<const Parsers extends ParserMap>(parsers: Parsers) {
  const read = addressReader(parsers);
  return {
    /** The filters, and what in the address is none. */
    read,
    filtersOf: (given: Given) => read(given).filters,
    /** The address with these filters; what is as by default is not named. */
    link: createSerializer(parsers),
    none: read({}).filters,
  };
}
