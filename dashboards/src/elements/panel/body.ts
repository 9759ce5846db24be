import type { ApiProblem } from "@ecomind/api-client";
import { css, html, nothing, type TemplateResult } from "lit";
import type { PanelState } from "../../api/panel-loader.js";
import { problemText, requestIdOf } from "../../api/problem.js";
import type { AppContext } from "../app-context.js";
import { emptyBody } from "./empty.js";

export const panelStyles = css`
  .state {
    display: grid;
    gap: 6px;
    justify-items: start;
    align-content: center;
    padding: 20px 0;
    color: var(--ink-2);
  }
  .state strong {
    color: var(--ink);
    font-weight: 600;
  }
  .state small {
    color: var(--ink-3);
    overflow-wrap: anywhere;
  }
  .stale {
    color: var(--warn);
    font-size: 12px;
  }
  .skeleton {
    border-radius: 6px;
    background: var(--sunken);
    animation: breathe 1.6s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }
`;

/** What is shown of a problem. */
export function errorText(error: ApiProblem, { t }: AppContext["language"]): string {
  if (error.status === 403) return t("forbidden");
  if (error.status === 0) return t("state.error.unreachable");
  return problemText(error);
}

export interface PanelParts<T> {
  readonly skeleton: TemplateResult;
  readonly isEmpty?: (data: T) => boolean;
  readonly empty?: TemplateResult;
  readonly retry: () => void;
  readonly content: (data: T) => TemplateResult;
}

/** What a panel shows in each of its states. Old data stay beside an error; without any, the error stands alone. */
export function panelBody<T>(state: PanelState<T>, context: AppContext, parts: PanelParts<T>): TemplateResult {
  const { t } = context.language;
  const { data, error, loading } = state;
  // Suppression is an answer, not a fault.
  if (error?.code === "group_too_small")
    return html`<div class="state" data-state="withheld">
      <strong>${t("state.suppressed")}</strong><span>${t("state.suppressed.detail")}</span>
    </div>`;
  if (data === undefined && error !== undefined) {
    const requestId = requestIdOf(error);
    return html`<div class="state" data-state="error">
      <strong>${t("state.error")}</strong>
      <span>${errorText(error, context.language)}</span>
      ${requestId === "" ? nothing : html`<small>${t("state.error.request", { id: requestId })}</small>`}
      <button @click=${parts.retry}>${t("action.retry")}</button>
    </div>`;
  }
  if (data === undefined)
    return html`<div data-state="loading" aria-busy="true">
      <span class="visually-hidden">${t("state.loading")}</span>${parts.skeleton}
    </div>`;
  if (parts.isEmpty?.(data)) return parts.empty ?? emptyBody(context);
  const time = new Intl.DateTimeFormat(context.language.locale, { hour: "2-digit", minute: "2-digit" });
  return html`<div data-state=${error !== undefined ? "stale" : loading ? "refreshing" : "ready"} aria-busy=${loading}>
    ${parts.content(data)}
    ${
      error === undefined
        ? nothing
        : html`<p class="stale">
          ${t("state.stale", {
            time: time.format(state.loadedAtMs),
            reason: errorText(error, context.language),
          })}
          <button class="quiet" @click=${parts.retry}>${t("action.retry")}</button>
        </p>`
    }
  </div>`;
}
