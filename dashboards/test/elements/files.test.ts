import { describe, expect, test } from "vitest";
import type { UsageAnswer } from "../../src/api/answers.js";
import { titledSvg } from "../../src/elements/chart/titled-svg.js";
import type { Column } from "../../src/elements/data-table/column.js";
import { tableCsv } from "../../src/elements/data-table/file.js";
import { trendCsv } from "../../src/elements/timeseries/file.js";
import type { Trend } from "../../src/elements/timeseries/trend.js";
import { metrics } from "../../src/figures/metrics.js";
import { seriesOf } from "../../src/figures/series.js";
import { fileUnit } from "../../src/figures/units.js";
import { TimeLabels } from "../../src/view/time-labels.js";

interface Row {
  readonly name: string;
  readonly kilograms: number | null;
}
const columns = (system: "metric" | "us"): Column<Row>[] => [
  { key: "name", label: "Name", value: ({ name }) => name, cell: ({ name }) => name },
  {
    key: "co2e",
    label: "CO₂e",
    unit: fileUnit("mass", system),
    value: ({ kilograms }) => kilograms,
    extra: [{ key: "co2e_high", value: ({ kilograms }) => kilograms }],
    cell: () => "",
  },
];

describe("a table's file", () => {
  test("names its units, which are those of the page, and what it is about in each row", () => {
    const rows = [
      { name: "a", kilograms: 0.45359237 },
      { name: "b", kilograms: null },
    ];
    const about = { timezone: "Europe/Berlin", factor_set: "2026-11.5" };
    expect(tableCsv(columns("us"), rows, "en", about)).toBe(
      "name,co2e_lb,co2e_high_lb,timezone,factor_set\r\na,1,1,Europe/Berlin,2026-11.5\r\nb,,,Europe/Berlin,2026-11.5\r\n",
    );
    expect(tableCsv(columns("metric"), rows, "en")).toBe(
      "name,co2e_kg,co2e_high_kg\r\na,0.45359237,0.45359237\r\nb,,\r\n",
    );
  });
});

describe("a trend's file", () => {
  const day = 86_400_000;
  const fromMs = Date.UTC(2026, 2, 10);
  const period = { fromMs, toMs: fromMs + 3 * day, endMs: fromMs + 3 * day, zone: "UTC", partial: false };
  const rows = [1, 2].map((index) => ({
    start: new Date(fromMs + index * day).toISOString(),
    group: [],
    requests: 1,
    footprint: { kgco2e_lb: { low: 1, central: 2, high: 4 } },
  })) as unknown as UsageAnswer["rows"];
  const metric = metrics.co2e;
  const series = seriesOf({ rows }, metric, period, "day", fromMs + day);
  const points = series[0]?.points ?? [];
  const trend: Trend = {
    ...{ metric, series, points, period, names: ["CO₂e"], isGrouped: false, otherIndex: -1, mayBand: true },
    ...{ interval: "day", hasBand: false, factorSets: "2026-11.5", labels: new TimeLabels("en", "UTC", "day") },
    earlier: { label: "", points: [undefined, points[1], undefined] },
    value: () => "",
  };

  test("has the units of the page, the earlier period, states and factor set", () => {
    const [header = "", ...lines] = trendCsv(trend, { system: "us" }).trim().split("\r\n");
    expect(header.split(",").slice(6)).toEqual([
      "co2e_low_lb",
      "co2e_central_lb",
      "co2e_high_lb",
      "earlier_start",
      "earlier_co2e_low_lb",
      "earlier_co2e_central_lb",
      "earlier_co2e_high_lb",
      "state",
      "factor_set",
    ]);
    const cells = lines.map((line) => line.split(",").slice(6));
    expect(cells[0]).toEqual(["", "", "", "", "", "", "", "not_recorded", "2026-11.5"]);
    expect(Number(cells[1]?.[1])).toBeCloseTo(2 / 0.45359237, 12);
    expect(cells[1]?.[3]).toBe("2026-03-11T00:00:00.000Z");
    expect(cells[2]?.slice(3, 7)).toEqual(["", "", "", ""]);
    expect(cells[2]?.[7]).toBe("complete");
  });
});

test("a picture says what it shows, and names in it are text", () => {
  const picture = titledSvg(
    '<svg xmlns="http://www.w3.org/2000/svg"><path/></svg>',
    ["Energy · <b>&", "1 Mar, UTC"],
    { width: 300, height: 100 },
    { ink: "#000", muted: "#555", surface: "#fff", font: '"Inter"' },
  );
  expect(picture).toContain('height="152"');
  expect(picture).not.toContain("<b>");
  expect(picture.match(/Energy · &#60;b&#62;&#38;/g)).toHaveLength(2);
  expect(picture.endsWith("<path/></svg></g></svg>")).toBe(true);
});
