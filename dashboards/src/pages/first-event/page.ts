import { css, html } from "lit";
import { PageElement } from "../../elements/page-element.js";
import "../../i18n/en-pages.js";

/** What to do first, while there is not one event. */
export class NeverAny extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      .panel {
        display: grid;
        gap: 14px;
        padding: 32px;
        justify-items: start;
      }
      h2 {
        font-size: 20px;
      }
      pre {
        max-inline-size: 100%;
        margin: 0;
        padding: 14px;
        border-radius: 8px;
        background: var(--sunken);
        font: 13px / 1.5 var(--mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    const { t } = this.app.language;
    const event = `{"user_id":"me","provider":"openai","model":"gpt-4o","tokens_in":1000,"tokens_out":400,"ts":"'$(date -u +%Y-%m-%dT%H:%M:%S.000Z)'"}`;
    return html`<section class="panel" data-state="never">
      <h2>${t("state.never.title")}</h2>
      <p class="prose">${t("state.never.detail")}</p>
      <p><strong>${t("state.never.curl")}</strong></p>
      <pre>. data/credentials.env
curl "$ECOMIND_URL/v1/ingest" -H "x-api-key: $ECOMIND_API_KEY" -H 'content-type: application/json' -d '${event}'</pre>
      <p class="prose">${t("state.never.extension")}</p>
      <p class="prose">${t("state.never.demo")}</p>
      <pre>npx ecomind demo</pre>
    </section>`;
  }
}
customElements.define("never-any", NeverAny);
