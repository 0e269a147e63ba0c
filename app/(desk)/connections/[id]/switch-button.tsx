import { switchOnOrOff } from "../actions";
import { ConfirmForm } from "../confirm-form";

export function SwitchButton({ id, isOn }: { id: string; isOn: boolean }) {
  const form = { action: switchOnOrOff, hidden: { id, to: isOn ? "off" : "on" } };
  if (!isOn) {
    return (
      <ConfirmForm {...form} label="Switch on" title="Switch this connection on?" confirm="Switch on">
        <p>Callbacks to its URL are verified and stored again.</p>
      </ConfirmForm>
    );
  }
  return (
    <ConfirmForm {...form} label="Switch off" title="Switch this connection off?" confirm="Switch off">
      <p>
        Callbacks to its URL are answered 404 and are lost unless the provider repeats them. Nothing that is stored goes
        away.
      </p>
    </ConfirmForm>
  );
}
