import { loadDefaultFactorSet } from "@ecomind/footprint";
import { html, nothing, render, type TemplateResult } from "lit";
import { silence } from "../policy/settings.js";
import { dayOf } from "../worker/day-figures.js";
import { type Band, type Costs, costsByPack, noCosts, sumCosts } from "./footprint-of-days.js";
import { languageOf } from "./language.js";
import { type Quantity, showBand } from "./quantities.js";
import { choose, readStored, type Shown } from "./read-stored.js";
import { noticeTexts, statusText } from "./status.js";

const wanted = new URLSearchParams(location.search).get("lang");
const language = languageOf(wanted === null ? navigator.languages : [wanted]);
const { t, locale } = language;
const factors = loadDefaultFactorSet();
type Period = "today" | "month";
let period: Period = "today";

const figure = (name: string, band: Band, quantity: Quantity): TemplateResult => {
  const { value, low, high } = showBand(band, quantity, locale);
  return html`<div class="figure">
    <dt>${name}</dt>
    <dd><strong>${value}</strong><small>${band[1] === 0 ? nothing : t("band", { low, high })}</small></dd>
  </div>`;
};

const number = new Intl.NumberFormat(locale);

const providerRow = (name: string, costs: Costs, most: number): TemplateResult => html`<li>
  <span>${name}</span><span class="amount">${number.format(costs.requests)}</span>
  <span class="amount quiet">${showBand(costs.kwh, "kwh", locale).value}</span>
  <progress aria-hidden="true" max=${most} value=${costs.requests}></progress>
</li>`;

function page(shown: Shown): TemplateResult {
  const today = dayOf(Date.now());
  const days = period === "today" ? shown.days.filter(({ day }) => day === today) : shown.days;
  const byPack = costsByPack(days, factors);
  const all = byPack.map(([, costs]) => costs).reduce(sumCosts, noCosts);
  const most = Math.max(1, ...byPack.map(([, { requests }]) => requests));
  const isSilent = silence(shown.policy, shown.choices, new Date()) !== undefined;
  const tab = (name: Period) => html`<button
    aria-pressed=${period === name}
    @click=${() => {
      period = name;
      void update();
    }}
  >${t(name)}</button>`;
  return html`<header>
      <img src="icons/32.png" alt="" width="24" height="24" />
      <h1>EcoMind</h1>
      <p class="status ${isSilent ? "silent" : ""}" role="status">${statusText(shown, language, new Date())}</p>
    </header>
    <main>
      <div class="periods" role="group" aria-label=${t("period")}>${tab("today")}${tab("month")}</div>
      <dl class="figures">
        <div class="figure lead"><dt>${t("prompts")}</dt><dd><strong>${number.format(all.requests)}</strong></dd></div>
        ${figure(t("tokens"), all.tokens, "count")} ${figure(t("energy"), all.kwh, "kwh")}
        ${figure(t("carbon"), all.kgco2e, "kg")} ${figure(t("water"), all.waterL, "litre")}
      </dl>
      ${all.unsized === 0 ? nothing : html`<p class="hint">${t("unsized", { count: number.format(all.unsized) })}</p>`}
      <h2>${t("byProvider")}</h2>
      ${
        byPack.length === 0
          ? html`<p class="hint">${t("nothingYet")}</p>`
          : html`<ul class="providers">
              ${byPack.map(([id, costs]) => providerRow(shown.rules.pack(id)?.name ?? id, costs, most))}
            </ul>`
      }
      ${noticeTexts(shown, language).map((text) => html`<p class="notice">${text}</p>`)}
      <p class="hint">${t("method", { version: factors.version })}</p>
    </main>
    <footer>
      <button
        ?hidden=${!shown.choices.consented && shown.policy.state !== "present"}
        @click=${async () => {
          await choose({ paused: !shown.choices.paused });
          await update();
        }}
      >${t(shown.choices.paused ? "resume" : "pause")}</button>
      <button class="primary" @click=${() => chrome.runtime.openOptionsPage()}>${t("settings")}</button>
    </footer>`;
}

async function update(): Promise<void> {
  render(page(await readStored()), document.body);
  document.documentElement.dataset.state = "ready";
}

document.documentElement.lang = locale;
document.documentElement.dir = language.direction;
await update();
