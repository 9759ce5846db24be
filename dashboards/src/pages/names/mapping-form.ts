import { html, nothing, type TemplateResult } from "lit";
import type { Factors, NameMapping, NameMappingBody } from "../../api/answers.js";
import type { Translate } from "../../i18n/language.js";
import "../../i18n/en-pages.js";
import { fieldOf } from "../settings/settings-panel.js";

export type MappingKind = NameMapping["kind"];

/** A kind of name as people read it. */
export const kindName = (kind: MappingKind, t: Translate): string => t(`dimension.${kind}`);

/** What the factor set knows of each kind, as offers for a field. */
function offers(factors: Factors | undefined, kind: MappingKind): readonly string[] {
  if (factors === undefined) return [];
  if (kind === "model") return factors.models.filter(({ provider }) => provider !== "*").map(({ model }) => model);
  return kind === "provider" ? factors.hosts.map(({ host }) => host) : factors.grids.map(({ grid }) => grid);
}

/** Fields for what a name means: a model with its provider and region, or one of these alone. */
export function targetFields(
  kind: MappingKind,
  factors: Factors | undefined,
  t: Translate,
  value = "",
): TemplateResult {
  const field = (of: MappingKind) => html`<label
    >${of === kind ? t("names.means", { kind: kindName(of, t) }) : t("names.optional", { kind: kindName(of, t) })}<input
      name=${of}
      list=${`known-${of}`}
      maxlength="128"
      autocomplete="off"
      ?required=${of === kind}
      .value=${of === kind ? value : ""}
    /></label>
    <datalist id=${`known-${of}`}>${offers(factors, of).map((name) => html`<option value=${name}></option>`)}</datalist>`;
  return html`${field(kind)}${kind === "model" ? html`${field("provider")}${field("region")}` : nothing}`;
}

/** What a form with {@link targetFields} says of a name. @param provider of a model, with which alone it is meant */
export function mappingOf(form: HTMLFormElement, kind: MappingKind, name: string, provider: string): NameMappingBody {
  const data = new FormData(form);
  const to = (of: MappingKind) => fieldOf(data, of) || null;
  return {
    kind,
    name,
    provider: provider || null,
    to:
      kind === "model" ? { model: to("model"), provider: to("provider"), region: to("region") } : { [kind]: to(kind) },
  };
}
