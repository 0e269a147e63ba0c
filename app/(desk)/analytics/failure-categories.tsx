import { Card } from "@/components/card/card";
import { BarList } from "@/components/charts/bar-list";
import type { prepareFailures } from "@/lib/analytics/prepare-failures";
import classes from "./analytics.module.css";

/** Why messages failed. */
export function FailureCategories({ failures }: { failures: ReturnType<typeof prepareFailures> }) {
  return (
    <Card title="Failures by category">
      <p className={classes.summary}>{failures.summary}</p>
      {failures.rows.length > 0 && (
        <BarList
          caption="Final failures by category"
          columns={["Category", "n", "of messages", "before"]}
          rows={failures.rows.map(({ category, ...row }) => ({ key: category, ...row }))}
        />
      )}
    </Card>
  );
}
