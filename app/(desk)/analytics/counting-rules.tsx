import classes from "./analytics.module.css";

/** What every figure of the page means. */
export function CountingRules() {
  return (
    <details className={classes.rules}>
      <summary>How this is counted</summary>
      <ul>
        <li>
          <b>Reported delivered</b> is the share of the messages with a final receipt that says delivered. Messages that
          still wait, and those that never got a receipt, are in no rate; their numbers stand beside it. No receipt
          proves that a person saw a code.
        </li>
        <li>
          <b>Completed</b> is the share of ended attempts that the app reports as verified. An attempt counts once, when
          it began. One that never got a message, as when it was blocked before a send, counts here and under its
          country, but in no rate of a template, a sender or a provider account.
        </li>
        <li>
          <b>From low to high</b> is the 95 % interval (Wilson): with as many cases, the true rate lies within it 95
          times of 100. It reaches further to the side where there is room. Fewer than 50 cases are a small sample. A
          change has a colour only where chance seldom makes one as large.
        </li>
        <li>
          <b>Time to receipt</b> runs from the send to the report of delivery, and is read off buckets: exact to a
          fifth. A p95 needs 20 timed receipts, a p99 100.
        </li>
        <li>
          <b>Still maturing</b> marks times so young that receipts may come, or attempts may end.
        </li>
      </ul>
    </details>
  );
}
