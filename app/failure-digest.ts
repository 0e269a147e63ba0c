/** The mark that an error carries to the browser when storage was out of reach. */
export const UNAVAILABLE_DIGEST = "unavailable";
/** The mark of a read that was given up because it took too long. */
export const TOO_MUCH_DIGEST = "too_much";
