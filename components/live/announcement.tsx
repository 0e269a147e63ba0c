"use client";

import { useState } from "react";

/** Says `text` to a screen reader whenever `occasion` has changed since the page was opened; seen by nobody. */
export function Announcement({ occasion, text }: { occasion: string; text: string }) {
  const [said, say] = useState({ occasion, text: "" });
  if (said.occasion !== occasion) say({ occasion, text });
  return (
    <p role="status" className="visually-hidden">
      {said.text}
    </p>
  );
}
