"use client";

import "@/components/tokens.css";

type Props = { error: Error & { digest?: string } };

/** The last resort, when the root layout itself failed: plain HTML that needs nothing. */
export default function GlobalError({ error }: Props) {
  return (
    <html lang="en">
      <body style={{ font: "14px/1.45 system-ui, sans-serif", maxWidth: 560, margin: "15vh auto", padding: 16 }}>
        <h1 style={{ fontSize: 19 }}>OTP Desk could not be shown</h1>
        <p>
          Something unexpected went wrong on our side. That says nothing about whether there are messages. Nothing was
          changed or lost by this.
        </p>
        <p>
          <a href="/">Load it again</a>, and if it goes on, tell an admin
          {error.digest ? ` that the log has it as number ${error.digest}` : ""}.
        </p>
      </body>
    </html>
  );
}
