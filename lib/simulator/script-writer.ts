import type { DeliveryStatus } from "@/lib/delivery/fold/status";
import { wordFor } from "./provider-words";
import type { Random } from "./random";
import type { AppEvent, Callback, Cast, Ending, Report, Route, Script, ScriptMessage, Step } from "./script";

export const SECOND = 1_000;
export const MINUTE = 60_000;
const CODE_VALID_MS = 10 * MINUTE;

type SendOptions = { route?: Route; retryOf?: number; codeValidMs?: number };
type ReportOptions = Partial<Omit<Report, "kind" | "message">> & {
  /** When it reaches us; a moment after it happened where it is not given. */
  arrivesAtMs?: number;
  signature?: Callback["signature"];
};

/** Writes a script step by step; the order of the calls does not matter, only their times do. */
export class ScriptWriter {
  private readonly messages: ScriptMessage[] = [];
  private readonly steps: Step[] = [];
  private readonly events: AppEvent[] = [];
  private readonly verificationId: string;

  constructor(
    private readonly scenario: string,
    private readonly cast: Cast,
  ) {
    this.verificationId = idFor(cast.random, "vrf", 16);
  }

  /** Something that the user did, or the app on its own. */
  event(type: AppEvent["type"], atMs: number, more: Omit<AppEvent, "type" | "atMs"> = {}): void {
    this.events.push({ type, atMs: Math.round(atMs), ...more });
  }

  /** The app sends a code and registers the send; returns the message's index. */
  send(atMs: number, { route = this.cast.first, retryOf, codeValidMs = CODE_VALID_MS }: SendOptions = {}): number {
    const message = this.declare(route, this.cast.person.recipient, idFor(this.cast.random, "msg", 16), retryOf);
    this.steps.push({ atMs, kind: "send", message });
    this.event("code_sent", atMs + 50, {
      ...{ message, channel: "sms", codeExpiresAtMs: atMs + codeValidMs, voidsEarlierCodes: retryOf !== undefined },
    });
    return message;
  }

  /** A message that the app never tells of. */
  unregistered(route: Route, recipient: string): number {
    return this.declare(route, recipient, null);
  }

  /** A receipt with the provider's word for `status`; undefined when the provider has none. */
  report(message: number, status: DeliveryStatus, atMs: number, options: ReportOptions = {}): Callback | undefined {
    const rawStatus = options.rawStatus ?? wordFor(this.routeOf(message).provider, status);
    return rawStatus === undefined ? undefined : this.callback(message, rawStatus, Math.round(atMs), options);
  }

  /** The usual receipts before the last one; none where the account reports the end alone. */
  handedOn(message: number, atMs: number): (Callback | undefined)[] {
    if (this.routeOf(message).provider.reportType === "final") return [];
    const { random } = this.cast;
    const acceptedAt = atMs + random.integer(120, 400);
    return [
      this.report(message, "accepted", acceptedAt),
      this.report(message, "sent", acceptedAt + random.integer(500, 1_900)),
    ];
  }

  /** How long the route takes this time, from the send to the receipt. */
  transit(message: number): number {
    return 2_500 + this.cast.random.spread(this.routeOf(message).receiptMs);
  }

  /** The same request once more: the provider did not get, or did not hear, our answer. */
  again(callback: Callback | undefined, atMs: number): void {
    if (callback) this.steps.push({ atMs: Math.round(atMs), kind: "callback", callback });
  }

  /** Bytes that are no report, signed all the same. */
  raw(route: Route, atMs: number, contentType: string, body: string): void {
    const callback: Callback = { route, madeAtMs: atMs, signature: "own", content: { kind: "raw", contentType, body } };
    this.steps.push({ atMs, kind: "callback", callback });
  }

  end(ending: Ending): Script {
    const { person, useCase, templateKey, outboxMs } = this.cast;
    const steps = [...this.steps, ...inCalls(this.events, outboxMs)].sort((a, b) => a.atMs - b.atMs);
    return {
      scenario: this.scenario,
      ...{ person, useCase, templateKey },
      verificationId: this.events.length > 0 ? this.verificationId : null,
      messages: this.messages,
      steps,
      ending,
    };
  }

  private declare(route: Route, recipient: string, messageId: string | null, retryOf?: number): number {
    const providerMessageId = route.newMessageId(this.cast.random.hex);
    return this.messages.push({ route, recipient, providerMessageId, messageId, retryOf: retryOf ?? null }) - 1;
  }

  private callback(message: number, rawStatus: string, occurredAtMs: number, options: ReportOptions): Callback {
    const { arrivesAtMs, signature = "own", ...said } = options;
    const lagMs = Math.min(8_000, this.cast.random.spread(380));
    const eventId = idFor(this.cast.random, "evt", 20);
    const callback: Callback = {
      route: this.routeOf(message),
      madeAtMs: Math.round(arrivesAtMs ?? occurredAtMs + lagMs),
      signature,
      content: { kind: "report", message, eventId, occurredAtMs, ...said, rawStatus },
    };
    this.steps.push({ atMs: callback.madeAtMs, kind: "callback", callback });
    return callback;
  }

  private routeOf(message: number): Route {
    return (this.messages[message] as ScriptMessage).route;
  }
}

/** Events in the calls that the app makes of them: what its outbox has collected goes when the last has happened. */
function inCalls(events: readonly AppEvent[], outboxMs: number): Step[] {
  const calls: { kind: "events"; atMs: number; events: AppEvent[] }[] = [];
  for (const event of events.toSorted((a, b) => a.atMs - b.atMs)) {
    const call = calls.at(-1);
    if (call?.events[0] && event.atMs - call.events[0].atMs <= outboxMs) {
      call.events.push(event);
      call.atMs = event.atMs;
    } else calls.push({ kind: "events", atMs: event.atMs, events: [event] });
  }
  return calls;
}

/** Digits alone behind `00` would be refused: they may be somebody's number. */
function idFor(random: Random, prefix: string, digits: number): string {
  return `${prefix}_${random.hex(digits).replace(/^0/, "a")}`;
}
