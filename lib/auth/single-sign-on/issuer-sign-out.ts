import { Issuer } from "openid-client";
import { log } from "@/lib/log";
import { publicUrl } from "@/lib/public-url";
import { singleSignOn } from "../single-sign-on";

/**
 * Where a browser signs out at the issuer too, which then sends it back to our door; null where the issuer offers no
 * such thing, or cannot be asked: it is signed out here already.
 */
export async function issuerSignOutUrl(idToken: string): Promise<string | null> {
  const configured = singleSignOn();
  if (!configured) return null;
  try {
    const issuer = await Issuer.discover(configured.issuer);
    if (!issuer.metadata.end_session_endpoint) return null;
    const client = new issuer.Client({ client_id: configured.clientId, client_secret: configured.clientSecret });
    const back = `${publicUrl()}/sign-in`;
    return client.endSessionUrl({ id_token_hint: idToken, post_logout_redirect_uri: back });
  } catch (error) {
    log().warn({ code: (error as { code?: string }).code }, "the single sign-on issuer could not be asked");
    return null;
  }
}
