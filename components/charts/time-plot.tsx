"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useId, useRef } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  type MouseHandlerDataParam,
  ReferenceArea,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { shortcutOf } from "@/components/keyboard/shortcut-of";
import { PointDot } from "./point-dot";
import { PointNote } from "./point-note";
import classes from "./time-chart.module.css";
import type { SeriesKey, Tick, TimeChartModel, TimePoint } from "./time-chart-model";

const MARGIN = { top: 6, right: 12, bottom: 0, left: 0 };

/** The picture. Arrow keys walk along it; Enter or a click opens the rows of the point that is shown. */
export function TimePlot({ model }: { model: TimeChartModel }) {
  const router = useRouter();
  const plot = useRef<HTMLDivElement>(null);
  const shown = useRef<TimePoint | null>(null);
  const hatch = useId();
  const { points, span, domain, xTicks, yTicks, maturing, series } = model;
  const open = (point: TimePoint | null | undefined) => point && router.push(point.href);
  const openAt = ({ activeTooltipIndex: index }: MouseHandlerDataParam) =>
    open(index === undefined || index === null ? shown.current : points[Number(index)]);
  useEnter(plot, () => open(shown.current));
  const drawn = series.map(({ key }) => key);
  return (
    <div ref={plot} className={classes.plot}>
      <noscript>The picture needs a script. The table has the same figures.</noscript>
      <ComposedChart responsive accessibilityLayer data={points} margin={MARGIN} onClick={openAt} title={model.title}>
        <Hatch id={hatch} />
        <CartesianGrid syncWithTicks vertical={false} stroke="var(--line)" />
        <XAxis
          {...{ type: "number", dataKey: "at", domain: [span.from, span.to], ...axisTicks(xTicks) }}
          minTickGap={14}
        />
        <YAxis {...{ domain: [domain.low, domain.high], ...axisTicks(yTicks) }} width={54} allowDataOverflow />
        {maturing && <ReferenceArea x1={maturing.from} x2={maturing.to} fill={`url(#${hatch})`} fillOpacity={1} />}
        {drawn.map((key) => band(key))}
        {drawn.map((key) => line(key, points))}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--faint)" }}
          content={({ active, activeIndex }) => {
            const point = active ? points[Number(activeIndex)] : undefined;
            shown.current = point ?? null;
            return point ? <PointNote point={point} /> : null;
          }}
        />
      </ComposedChart>
    </div>
  );
}

// The focus and the arrow keys are the chart's own, deeper inside.
function useEnter(plot: RefObject<HTMLDivElement | null>, onEnter: () => void) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => shortcutOf(event) === "Enter" && onEnter();
    const element = plot.current;
    element?.addEventListener("keydown", listen);
    return () => element?.removeEventListener("keydown", listen);
  });
}

function band(key: SeriesKey) {
  return (
    <Area
      key={`${key}-band`}
      dataKey={({ bands }: TimePoint) => bands[key] ?? null}
      type="linear"
      stroke="none"
      fill={`var(--${key})`}
      fillOpacity={0.1}
      activeDot={false}
      isAnimationActive={false}
    />
  );
}

function line(key: SeriesKey, points: readonly TimePoint[]) {
  return (
    <Line
      key={key}
      dataKey={({ values }: TimePoint) => values[key] ?? null}
      type="linear"
      stroke={`var(--${key})`}
      strokeWidth={key === "before" ? 1.25 : 2}
      strokeDasharray={DASHES[key]}
      dot={
        key === "before"
          ? false
          : ({ key: dotKey, ...at }) => <PointDot key={dotKey} {...at} {...{ series: key, points }} />
      }
      activeDot={key === "before" ? false : { r: 4 }}
      connectNulls={false}
      isAnimationActive={false}
    />
  );
}

// Lines are told apart by their dashes as well as by colour.
const DASHES: Readonly<Record<SeriesKey, string | undefined>> = { first: undefined, second: "7 3", before: "2 4" };

function axisTicks(ticks: readonly Tick[]) {
  const labels = new Map(ticks.map(({ at, label }) => [at, label]));
  return {
    ticks: ticks.map(({ at }) => at),
    tickFormatter: (at: number) => labels.get(at) ?? "",
    tick: { fill: "var(--faint)", fontSize: 11 },
    axisLine: false,
    tickLine: false,
  };
}

function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" fill="var(--none-bg)" />
        <line x1="0" y1="0" x2="0" y2="6" stroke="var(--field)" strokeWidth="2" />
      </pattern>
    </defs>
  );
}
