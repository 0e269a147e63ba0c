import { ConfirmForm } from "@/app/(desk)/connections/confirm-form";
import type { ReviewState } from "@/lib/review/review-state";
import { dismiss, reopen, replay } from "../actions";

export function ItemButtons({ id, state, kept }: { id: string; state: ReviewState; kept: number }) {
  const hidden = { id };
  return (
    <>
      {kept > 0 && (
        <ConfirmForm action={replay} hidden={hidden} label="Replay" title="Replay what was kept?" confirm="Replay">
          <p>
            {kept === 1
              ? "The callback that is kept is"
              : `The ${kept.toLocaleString("en")} callbacks that are kept are`}{" "}
            read again as of when they came. What is understood is stored and leaves the queue; the rest stays.
          </p>
        </ConfirmForm>
      )}
      {state === "open" && (
        <ConfirmForm action={dismiss} hidden={hidden} label="Dismiss" title="Dismiss this item?" confirm="Dismiss">
          <p>Nothing is deleted. It opens again when the same thing is seen again, and you can put it back.</p>
        </ConfirmForm>
      )}
      {state === "dismissed" && (
        <ConfirmForm
          action={reopen}
          hidden={hidden}
          label="Put back"
          title="Put it back on the queue?"
          confirm="Put back"
        >
          <p>It stands among the open items again.</p>
        </ConfirmForm>
      )}
    </>
  );
}
