import { css, html, nothing } from "lit";
import { PageElement } from "../components/page-element.js";
import { PanelController } from "../components/panel-controller.js";
import type { LoginOptions } from "../data/api-types.js";
import "../i18n/en-pages.js";

/**
 * The ways to a session that the server offers: an OpenID provider, which leads back to this page, and the token of the
 * owner of one machine, by the printed link's own address.
 */
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
      a.primary {
        display: grid;
        place-items: center;
        min-block-size: 38px;
        border-radius: 8px;
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 550;
        text-decoration: none;
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

  readonly #options = new PanelController<LoginOptions>(this, { live: false });

  protected override willUpdate(): void {
    this.#options.ask("login", (signal) => this.app.api.get<LoginOptions>("/login/options", {}, signal));
  }

  override render() {
    const { t } = this.app.language;
    const { data, error } = this.#options.state;
    if (data === undefined && error === undefined) return nothing;
    // A server that does not say what it offers may take the token.
    const { token, oidc } = data ?? { token: true, oidc: false };
    return html`<main>
      <form method="get" action="/login">
        <h1>${t("signin.title")}</h1>
        ${
          oidc
            ? html`<a class="primary" href="/login/oidc?${new URLSearchParams({ return_to: location.pathname + location.search })}"
                >${t("signin.oidc")}</a
              >`
            : nothing
        }
        ${
          token
            ? html`<p class="muted">${t("signin.detail")}</p>
                <label>${t("signin.token")}<input name="token" type="password" required autocomplete="off" spellcheck="false" /></label>
                <button class=${oidc ? "" : "primary"}>${t("signin.action")}</button>`
            : nothing
        }
      </form>
    </main>`;
  }
}
customElements.define("sign-in", SignIn);
