import { html, nothing, render, type TemplateResult } from "lit";
import { hostPatterns } from "../manifest.js";
import { isProviderOn, type PolicyState } from "../policy/settings.js";
import type { RulePack } from "../rules/rule-pack.js";
import { languageOf } from "./language.js";
import { ledger } from "./ledger.js";
import { choose, readStored, type Shown } from "./read-stored.js";
import { noticeTexts, statusText } from "./status.js";

const wanted = new URLSearchParams(location.search).get("lang");
const language = languageOf(wanted === null ? navigator.languages : [wanted]);
const { t, locale } = language;
const isStoreBuild = chrome.runtime.getManifest().optional_host_permissions !== undefined;
let said = "";

const act =
  (work: () => Promise<unknown>, says = "") =>
  async (event: Event) => {
    event.preventDefault();
    await work();
    said = says;
    await update();
  };

function consent({ policy, choices }: Shown): TemplateResult {
  if (policy.state === "present" && policy.values.consent_given === true)
    return html`<p>${t("agreedByOrganisation")}</p>`;
  if (choices.consented)
    return html`<p>${t("agreed")}</p>
      <button class="danger" @click=${act(() => choose({ consented: false }))}>${t("withdraw")}</button>`;
  return html`<h2>${t("consentTitle")}</h2>
    <p>${t("consentWhat")}</p>
    <p>${t("consentNot")}</p>
    <p>${t("consentWhere")}</p>
    <button class="primary" @click=${act(() => choose({ consented: true }))}>${t("agree")}</button>`;
}

const secrets: ReadonlySet<string> = new Set(["api_key", "user_salt", "user"]);

function organisation(policy: PolicyState): TemplateResult {
  if (policy.state === "unknown") return html`<p>${t("organisationUnknown")}</p>`;
  if (policy.state === "absent") return html`<p>${t("organisationNone")}</p>`;
  const shown = (name: string, value: unknown) =>
    secrets.has(name) ? t("secret") : typeof value === "object" ? JSON.stringify(value) : String(value);
  return html`<table>
    <thead><tr><th scope="col">${t("policyName")}</th><th scope="col">${t("policyValue")}</th></tr></thead>
    <tbody>
      ${Object.entries(policy.values).map(
        ([name, value]) => html`<tr><th scope="row"><code>${name}</code></th><td>${shown(name, value)}</td></tr>`,
      )}
    </tbody>
  </table>`;
}

async function isGranted(pack: RulePack): Promise<boolean> {
  return await chrome.permissions.contains({ origins: hostPatterns(pack) });
}

function provider(pack: RulePack, granted: boolean, { policy, choices }: Shown): TemplateResult {
  const isFixed = policy.state === "present" && policy.values.providers !== undefined;
  const off = choices.off.filter((id) => id !== pack.id);
  const toggle = (isOn: boolean) => choose({ off: isOn ? off : [...off, pack.id] });
  return html`<li>
    <label>
      <input
        type="checkbox"
        aria-label=${t("record", { name: pack.name })}
        .checked=${isProviderOn(policy, choices, pack.id)}
        ?disabled=${isFixed}
        @change=${(event: Event) => toggle((event.target as HTMLInputElement).checked).then(update)}
      />
      ${pack.name}
    </label>
    <span class="quiet">
      ${pack.prompts.length === 0 ? t("cannotBeCounted") : isFixed ? t("fixedByOrganisation") : pack.pages.join(", ")}
    </span>
    ${
      !isStoreBuild
        ? nothing
        : granted
          ? html`<span class="granted">${t("granted")}</span>`
          : html`<button @click=${act(() => chrome.permissions.request({ origins: hostPatterns(pack) }))}>
              ${t("grant", { name: pack.name })}
            </button>`
    }
  </li>`;
}

function lastStatus({ pace }: Shown): string {
  if (pace === undefined) return "";
  if (pace.status === 0) return t("lastStatus_none");
  if (pace.status < 300) return t("lastStatus_ok");
  return pace.status === 401 || pace.status === 403
    ? t("lastStatus_key")
    : t("lastStatus_other", { status: pace.status });
}

function upload(shown: Shown): TemplateResult {
  const { policy, choices, waiting } = shown;
  const isFixed = policy.state === "present" && policy.values.endpoint !== undefined;
  const saveForm = async (event: Event) => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    await choose({
      localOnly: data.get("local") !== null,
      endpoint: String(data.get("endpoint") ?? "").trim(),
      apiKey: String(data.get("key") ?? "").trim(),
    });
    said = t("saved");
    await update();
  };
  const form = html`<form @submit=${saveForm}>
    <label class="check"><input type="checkbox" name="local" .checked=${choices.localOnly} /> ${t("localOnly")}</label>
    <label>${t("endpoint")} <input name="endpoint" type="url" .value=${choices.endpoint} placeholder=${t("endpointHint")} /></label>
    <label>${t("apiKey")} <input name="key" type="password" autocomplete="off" .value=${choices.apiKey} /></label>
    <button class="primary">${t("save")}</button>
  </form>`;
  return html`${isFixed ? html`<p>${t("fixedByOrganisation")}: <code>${policy.values.endpoint}</code></p>` : form}
    <p>${t("waiting", { count: new Intl.NumberFormat(locale).format(waiting) })} ${lastStatus(shown)}</p>
    <button @click=${act(() => chrome.runtime.sendMessage({ type: "flush" }))}>${t("sendNow")}</button>`;
}

async function page(shown: Shown): Promise<TemplateResult> {
  const packs = shown.rules.packs.packs;
  const granted = await Promise.all(packs.map(isGranted));
  return html`<header>
      <img src="icons/48.png" alt="" width="40" height="40" />
      <div><h1>${t("title")}</h1><p>${t("lead")}</p></div>
      <p class="status">${statusText(shown, language, new Date())}</p>
    </header>
    <main>
      <section class="consent">${consent(shown)}</section>
      <section><h2>${t("organisation")}</h2>${organisation(shown.policy)}</section>
      <section>
        <h2>${t("providers")}</h2>
        <p>${t("providersLead")}</p>
        <ul class="packs">${packs.map((pack, index) => provider(pack, granted[index] === true, shown))}</ul>
        ${noticeTexts(shown, language).map((text) => html`<p class="notice">${text}</p>`)}
      </section>
      <section><h2>${t("upload")}</h2>${upload(shown)}</section>
      <section><h2>${t("ledger")}</h2>${ledger(shown, language, async () => {
        said = t("deleted");
        await update();
      })}</section>
    </main>
    <p class="said" role="status">${said}</p>`;
}

async function update(): Promise<void> {
  render(await page(await readStored()), document.body);
  document.documentElement.dataset.state = "ready";
}

document.documentElement.lang = locale;
document.documentElement.dir = language.direction;
document.title = t("title");
chrome.storage.local.onChanged.addListener(() => void update());
await update();
