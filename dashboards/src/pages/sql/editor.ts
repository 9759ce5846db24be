import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { SQLDialect, type SQLNamespace, sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { css, LitElement, type PropertyValues } from "lit";
import { tokens } from "../../theme/tokens.js";
import { clickHouseWords } from "./clickhouse-words.js";

/** Columns of the published tables, by table. */
export type Schema = Readonly<Record<string, readonly string[]>>;

/** What an error is about: characters from the beginning of the text. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

const dialect = SQLDialect.define({
  ...clickHouseWords,
  backslashEscapes: true,
  hashComments: true,
  identifierQuotes: '`"',
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--series-2)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--series-1)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--series-6)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: tags.typeName, color: "var(--series-4)" },
]);

const appearance = EditorView.theme({
  "&": { fontSize: "13.5px", background: "var(--ground)", color: "var(--ink)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-content, .cm-gutter": { minHeight: "170px" },
  ".cm-content": { fontFamily: "var(--mono)", lineHeight: "1.55", caretColor: "var(--ink)" },
  ".cm-scroller": { maxHeight: "50vh", overflow: "auto" },
  ".cm-gutters": { background: "none", border: "none", color: "var(--ink-3)" },
  ".cm-activeLine": { background: "color-mix(in srgb, var(--sunken) 60%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft) !important" },
  ".cm-tooltip": { background: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--on-accent)" },
});

/**
 * Typing over a selection, without the browser's own editing: Chromium keeps the look of what is replaced by an inline
 * style, also in plain text, which the security policy refuses and reports.
 */
const replaceSelected = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data }, view) => {
    if (inputType !== "insertText" || data === null || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

/**
 * An editor for one statement in ClickHouse's SQL, with completion of the published tables and columns. Ctrl+Enter is told
 * by an event `eco-run`. Tab leaves it: nobody who works by keyboard is held in it.
 */
export class SqlEditor extends LitElement {
  static override properties = { label: {}, schema: { attribute: false }, initial: {} };
  declare label: string;
  declare schema: Schema;
  /** Text at the beginning. */
  declare initial: string;

  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        overflow: hidden;
      }
    `,
  ];

  #view: EditorView | undefined;
  readonly #language = new Compartment();
  readonly #labelled = new Compartment();

  constructor() {
    super();
    this.label = "";
    this.schema = {};
    this.initial = "";
  }

  get value(): string {
    return this.#view?.state.doc.toString() ?? this.initial;
  }

  set value(text: string) {
    this.#view?.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  override focus(): void {
    this.#view?.focus();
  }

  /** Inserts text where the cursor is. */
  insert(text: string): void {
    const view = this.#view;
    if (view === undefined) return;
    view.dispatch(view.state.replaceSelection(text));
    view.focus();
  }

  /** Underlines what an error is about; undefined takes the line away. */
  mark(error: Mark | undefined): void {
    const view = this.#view;
    if (view === undefined) return;
    const end = view.state.doc.length;
    const within = (at: number) => Math.min(end, Math.max(0, at));
    const found =
      error === undefined
        ? []
        : [{ ...error, from: within(error.from), to: within(error.to), severity: "error" as const }];
    view.dispatch(setDiagnostics(view.state, found));
  }

  #sql() {
    const schema: SQLNamespace = Object.fromEntries(
      Object.entries(this.schema).map(([table, columns]) => [table, [...columns]]),
    );
    return sql({ dialect, schema, upperCaseKeywords: true });
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot() as ShadowRoot;
    const run = () => this.dispatchEvent(new CustomEvent("eco-run", { bubbles: true, composed: true }));
    this.#view = new EditorView({
      root,
      state: EditorState.create({
        doc: this.initial,
        extensions: [
          Prec.highest(keymap.of([{ key: "Mod-Enter", run, preventDefault: true }])),
          lineNumbers(),
          history(),
          drawSelection(),
          bracketMatching(),
          highlightActiveLine(),
          autocompletion(),
          EditorView.lineWrapping,
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          syntaxHighlighting(colours),
          appearance,
          replaceSelected,
          this.#language.of(this.#sql()),
          this.#labelled.of(this.#attributes()),
        ],
      }),
    });
    return root;
  }

  #attributes() {
    return EditorView.contentAttributes.of({ "aria-label": this.label });
  }

  protected override firstUpdated(): void {
    if (this.#view !== undefined) this.renderRoot.append(this.#view.dom);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const effects = [
      ...(changed.has("schema") ? [this.#language.reconfigure(this.#sql())] : []),
      ...(changed.has("label") ? [this.#labelled.reconfigure(this.#attributes())] : []),
    ];
    if (effects.length > 0) this.#view?.dispatch({ effects });
  }
}
customElements.define("sql-editor", SqlEditor);
