import { html, LitElement } from "lit";
import "../../elements/data-table/element.js";
import { askUsage } from "../../api/usage.js";
import type { AppContext } from "../../elements/app-context.js";
import type { Column } from "../../elements/data-table/column.js";
import { groupName } from "../../elements/group-name.js";
import { panelBody, panelStyles } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { type FactorChange, factorChanges } from "../../figures/factor-changes.js";
import "../../i18n/en-pages.js";
import { layout } from "../../theme/layout.js";
import { controls, tokens } from "../../theme/tokens.js";
import { listSkeleton } from "./settings-panel.js";

/** Groups that are told apart; the rest is one. */
const top = 50;

/** What another factor set would change in the last 12 months, by model and place, before anybody chooses it. */
export class FactorsChange extends LitElement {
  static override properties = { app: { attribute: false }, chosen: {}, offered: {} };
  static override styles = [tokens, controls, layout, panelStyles];
  declare app: AppContext;
  /** Names of the two sets. */
  declare chosen: string;
  declare offered: string;

  readonly #changes = new PanelController<FactorChange[]>(this, { live: false });

  protected override willUpdate(): void {
    const { chosen: before, offered: after } = this;
    this.#changes.ask(`${before} ${after}`, async (signal) => {
      const to = new Date();
      const from = new Date(to);
      from.setUTCFullYear(to.getUTCFullYear() - 1);
      const ask = async (factorSet: string) =>
        (
          await askUsage(
            this.app.api,
            {
              ...{ from: from.toISOString(), to: to.toISOString(), tz: "UTC", interval: "total" },
              ...{ group_by: ["model", "region"], top, factor_set: factorSet },
            },
            signal,
          )
        ).rows;
      const [old, now] = await Promise.all([ask(before), ask(after)]);
      return factorChanges(old, now);
    });
  }

  #table(changes: readonly FactorChange[]) {
    const { app, chosen: before, offered: after } = this;
    const { language, style } = app;
    const { t } = language;
    const figure = (value: number | undefined, quantity: "energy" | "mass") =>
      value === undefined ? t("settings.factors.change.none") : style.text(value, quantity);
    const pair = (
      key: "kwh" | "kgco2e",
      name: "metric.energy" | "metric.co2e",
      quantity: "energy" | "mass",
    ): Column<FactorChange>[] =>
      (["before", "after"] as const).map((side) => ({
        key: `${key}-${side}`,
        label: `${t(name)}, ${side === "before" ? before : after}`,
        numeric: true,
        value: (row) => row[key][side],
        cell: (row) => figure(row[key][side], quantity),
      }));
    const columns: Column<FactorChange>[] = [
      ...(["dimension.model", "dimension.region"] as const).map((name, at) => ({
        key: name,
        label: t(name),
        value: ({ group }: FactorChange) => group[at],
        cell: ({ group }: FactorChange) => groupName(group[at], t),
      })),
      {
        key: "requests",
        label: t("metric.requests"),
        numeric: true,
        value: ({ requests }) => requests,
        cell: ({ requests }) => style.text(requests, "count"),
      },
      ...pair("kwh", "metric.energy", "energy"),
      ...pair("kgco2e", "metric.co2e", "mass"),
    ];
    return html`<data-table
      .app=${app}
      .rows=${changes}
      .columns=${columns}
      .caption=${t("settings.factors.change", { before, after })}
      filename="ecomind-factor-sets-change"
    ></data-table>`;
  }

  override render() {
    return panelBody(this.#changes.state, this.app, {
      retry: () => this.#changes.retry(),
      skeleton: listSkeleton,
      content: (changes) => this.#table(changes),
    });
  }
}
customElements.define("factors-change", FactorsChange);
