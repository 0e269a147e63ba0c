/** To somebody whose budget of what is not known is used up. */
export function stoppedText(seconds: number): string {
  return (
    "Too much of what you asked for lately was not known here. So that nobody's number can be found by trying, " +
    `the next answer comes ${waitText(seconds)}. This is on record.`
  );
}

/** How long until one may try again. */
export function waitText(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 1 ? "in a minute" : `in ${minutes} minutes`;
}
