import { createParser } from "nuqs/server";

/** A place in a list, and the side of it that is wanted. */
export type PagePlace<Place extends object> = Place & { side: "older" | "newer" };

/** `older-…` or `newer-…` and how the list writes a place of its own; `read` is null where there can be no such place. */
export function pagePlace<Place extends object>(read: (text: string) => Place | null, write: (place: Place) => string) {
  const serialize = (place: PagePlace<Place>) => `${place.side}-${write(place)}`;
  return createParser<PagePlace<Place>>({
    parse(text) {
      const [, side, rest] = /^(older|newer)-(.+)$/.exec(text) ?? [];
      const place = rest === undefined ? null : read(rest);
      return place && { ...place, side: side as "older" | "newer" };
    },
    serialize,
    eq: (a, b) => serialize(a) === serialize(b),
  });
}
