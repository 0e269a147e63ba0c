/** The mark that an error carries to the browser when storage was out of reach. */
export const UNAVAILABLE_DIGEST = "unavailable";
