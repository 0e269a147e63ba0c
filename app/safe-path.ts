const HERE = "http://here.invalid";

/** A path of this site to go to after sign-in; anything that leads elsewhere becomes the start page. */
export function safePath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith("/") || !URL.canParse(wanted, HERE)) return "/";
  const url = new URL(wanted, HERE);
  if (url.origin !== HERE || url.pathname.startsWith("//") || url.pathname.startsWith("/sign-in")) return "/";
  return url.pathname + url.search;
}
