import { html, nothing } from "lit";
import { type LoginOptions, loginOptions } from "../../api/session.js";
import { PageElement } from "../../elements/page-element.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";
import { signInStyles } from "./styles.js";

/**
 * The ways to a session that the server offers: an OpenID provider, which leads back to this page, and the token of the
 * owner of one machine, by the printed link's own address.
 */
export class SignIn extends PageElement {
  static override styles = [...PageElement.styles, signInStyles];

  readonly #options = new PanelController<LoginOptions>(this, { live: false });

  protected override willUpdate(): void {
    this.#options.ask("login", (signal) => loginOptions(signal));
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
