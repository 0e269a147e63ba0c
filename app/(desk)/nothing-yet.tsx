import { Card } from "@/components/card/card";
import classes from "./home.module.css";

/** Before the first message: why there is nothing to find, and what to do. */
export function NothingYet() {
  return (
    <Card title="Nothing has come in yet">
      <div className={classes.empty}>
        <p>No provider has called back here, and the sending app has registered no message. To begin:</p>
        <ol>
          <li>
            Connect a provider account: an admin does so under <em>Connections</em>, or with{" "}
            <code>npm run -s cli -- connections add --help</code>
          </li>
          <li>Give the provider the webhook URL that comes of it.</li>
          <li>
            Let the app register what it sends: <code>npm run -s cli -- api-keys add --help</code>, and{" "}
            <code>POST /api/v1/messages</code>
          </li>
        </ol>
      </div>
    </Card>
  );
}
