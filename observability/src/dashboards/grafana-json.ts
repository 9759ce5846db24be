import type { Dashboard, Panel } from "./panel.js";

const columns = 24;
const height = 8;
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana's
const datasource = { type: "prometheus", uid: "${datasource}" };

function panelJson(panel: Panel, id: number, x: number, y: number) {
  const { title, description, type, unit, queries, width = 8, thresholds, min, max, decimals } = panel;
  const steps = thresholds ?? [{ color: "green", value: null }];
  return {
    id,
    title,
    description,
    type,
    gridPos: { x, y, w: width, h: height },
    datasource,
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      expr,
      legendFormat: legend,
      editorMode: "code",
      range: true,
    })),
    fieldConfig: {
      defaults: {
        ...(unit === undefined ? {} : { unit }),
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...(decimals === undefined ? {} : { decimals }),
        thresholds: { mode: "absolute", steps },
        ...(type === "timeseries" && thresholds !== undefined ? { custom: { thresholdsStyle: { mode: "line" } } } : {}),
      },
      overrides: [],
    },
    options: optionsOf(type),
  };
}

function optionsOf(type: Panel["type"]): object {
  if (type === "alertlist")
    return {
      maxItems: 50,
      sortOrder: 1,
      stateFilter: { firing: true, pending: true, noData: false, normal: false, error: true },
    };
  if (type === "timeseries")
    return { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } };
  return {
    reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    colorMode: "background",
    graphMode: "area",
  };
}

/** A dashboard as Grafana's provisioning reads it: panels from left to right, rows one below another. */
export function grafanaJson({ uid, title, description, rows }: Dashboard): object {
  const panels: object[] = [];
  let id = 0;
  let y = 0;
  for (const row of rows) {
    id += 1;
    panels.push({
      id,
      type: "row",
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: columns, h: 1 },
      panels: [],
    });
    y += 1;
    let x = 0;
    for (const one of row.panels) {
      const width = one.width ?? 8;
      if (x + width > columns) {
        x = 0;
        y += height;
      }
      id += 1;
      panels.push(panelJson(one, id, x, y));
      x += width;
    }
    y += height;
  }
  return {
    uid,
    title,
    description,
    tags: ["ecomind"],
    schemaVersion: 39,
    timezone: "utc",
    editable: false,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [
        { name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus", current: {}, hide: 0 },
      ],
    },
    annotations: {
      list: [
        {
          name: "Alerts",
          enable: true,
          iconColor: "red",
          datasource,
          expr: 'ALERTS{alertstate="firing", severity="page"}',
          titleFormat: "{{alertname}}",
          step: "60s",
        },
      ],
    },
    panels,
  };
}
