import { html } from "lit";
import { PageElement } from "../../elements/page-element.js";
import "../../i18n/en-pages.js";
import "./audit-panel.js";
import "./factors-panel.js";
import "./keys-panel.js";
import "./members-panel.js";
import "../names/mappings-panel.js";
import "./privacy-panel.js";
import "./reporting-panel.js";
import "./sql-accounts-panel.js";
import type { SettingsPanel } from "./settings-panel.js";

export class SettingsPage extends PageElement {
  /** A change in one panel shows in others: each is in the audit. */
  #refresh(): void {
    const panels = this.renderRoot.querySelectorAll<SettingsPanel>(
      "keys-panel, sql-accounts-panel, members-panel, factors-panel, mappings-panel, reporting-panel, privacy-panel, audit-panel",
    );
    for (const panel of panels) panel.refresh();
  }

  override render() {
    const { app } = this;
    return html`<keys-panel .app=${app} @eco-settings-changed=${this.#refresh}></keys-panel>
      <sql-accounts-panel .app=${app} @eco-settings-changed=${this.#refresh}></sql-accounts-panel>
      <members-panel .app=${app} @eco-settings-changed=${this.#refresh}></members-panel>
      <factors-panel .app=${app} @eco-settings-changed=${this.#refresh}></factors-panel>
      <mappings-panel .app=${app} @eco-settings-changed=${this.#refresh}></mappings-panel>
      <reporting-panel .app=${app} @eco-settings-changed=${this.#refresh}></reporting-panel>
      <privacy-panel .app=${app} @eco-settings-changed=${this.#refresh}></privacy-panel>
      <audit-panel .app=${app} @eco-settings-changed=${this.#refresh}></audit-panel>`;
  }
}
customElements.define("settings-page", SettingsPage);
