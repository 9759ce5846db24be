import { css, html } from "lit";
import { PageElement } from "../components/page-element.js";

/** Exchanges the owner's token for a session, by the link's own address. */
export class SignIn extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      :host {
        grid-column: 1 / -1;
        align-content: center;
        justify-content: center;
        min-block-size: 100vh;
        padding: 16px;
      }
      form {
        display: grid;
        gap: 14px;
        inline-size: min(400px, calc(100vw - 32px));
        padding: 28px;
        border: 1px solid var(--line);
        border-radius: 14px;
        background: var(--surface);
      }
      h1 {
        font-size: 22px;
        letter-spacing: -0.015em;
      }
      label {
        display: grid;
        gap: 4px;
        color: var(--ink-2);
      }
    `,
  ];

  override render() {
    const { t } = this.app.language;
    return html`<main>
      <form method="get" action="/login">
        <h1>${t("signin.title")}</h1>
        <p class="muted">${t("signin.detail")}</p>
        <label>${t("signin.token")}<input name="token" type="password" required autocomplete="off" spellcheck="false" /></label>
        <button class="primary">${t("signin.action")}</button>
      </form>
    </main>`;
  }
}
customElements.define("sign-in", SignIn);

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
