import { useId } from "react";
import { PointTable } from "./point-table";
import classes from "./time-chart.module.css";
import type { TimeChartModel } from "./time-chart-model";
import { TimePlot } from "./time-plot";

type Props = { model: TimeChartModel; palette: "rates" | "durations" };

/** Lines over time, in words, as a picture and as a table. */
export function TimeChart({ model, palette }: Props) {
  const title = useId();
  return (
    <figure className={classes.figure} data-palette={palette} aria-labelledby={title}>
      <figcaption className={classes.head}>
        <h2 id={title}>{model.title}</h2>
        <ul className={classes.legend}>
          {model.series.map(({ key, name }) => (
            <li key={key} data-series={key}>
              {name}
            </li>
          ))}
          {model.maturing && <li data-series="maturing">still maturing</li>}
        </ul>
      </figcaption>
      <p className={classes.summary}>{model.summary}</p>
      <TimePlot model={model} />
      <PointTable caption={model.title} columns={model.columns} points={model.points} />
    </figure>
  );
}
