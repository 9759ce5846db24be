import { css } from "lit";

export const timeseriesStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
    align-items: center;
    justify-content: space-between;
    min-block-size: 30px;
    font-size: 12px;
    color: var(--ink-3);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
    padding: 0;
    margin: 0;
    list-style: none;
  }
  .legend li {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .toggle {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 24px;
    padding: 0 6px;
    margin-inline: -6px;
    font-size: inherit;
    font-weight: 400;
  }
  .toggle:disabled {
    opacity: 1;
  }
  .toggle[aria-pressed="false"] i {
    opacity: 0.35;
  }
  .toggle[aria-pressed="true"] {
    border-color: var(--line-strong);
  }
  .legend i {
    inline-size: 14px;
    block-size: 0;
    border-block-start: 2px solid currentColor;
    forced-color-adjust: none;
  }
  .legend i.area {
    block-size: 10px;
    border: 0;
    border-radius: 2px;
    background-color: currentColor;
  }
  .legend i.p1 {
    background-image: repeating-linear-gradient(135deg, var(--surface) 0 1.5px, transparent 1.5px 5px);
  }
  .legend i.p2 {
    background-image: radial-gradient(var(--surface) 1.2px, transparent 1.5px);
    background-size: 5px 5px;
  }
  .legend i.p3 {
    background-image: repeating-linear-gradient(45deg, var(--surface) 0 1.5px, transparent 1.5px 5px);
  }
  .legend i.p4 {
    background-image: repeating-linear-gradient(0deg, var(--surface) 0 1.5px, transparent 1.5px 4px);
  }
  .legend i.p5 {
    background-image: repeating-linear-gradient(90deg, var(--surface) 0 1.5px, transparent 1.5px 4px);
  }
  .legend i.hatched {
    color: var(--line);
    background-image: repeating-linear-gradient(135deg, var(--surface) 0 2px, transparent 2px 5px);
  }
  .legend i.bracket {
    inline-size: 8px;
    block-size: 11px;
    border-block: 1.5px solid var(--ink-2);
    background: linear-gradient(var(--ink-2), var(--ink-2)) center / 1.5px 100% no-repeat;
  }
  .legend i.dotted {
    border-block-start-style: dotted;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    margin-inline-start: auto;
  }
  .buttons button {
    min-height: 28px;
    padding: 0 8px;
    font-size: 12px;
  }
  .c0 { color: var(--series-1); }
  .c1 { color: var(--series-2); }
  .c2 { color: var(--series-3); }
  .c3 { color: var(--series-4); }
  .c4 { color: var(--series-5); }
  .c5 { color: var(--series-6); }
  .other { color: var(--series-other); }
  .faint { opacity: 0.3; }
  .before { color: var(--ink-3); }
  .box {
    block-size: 300px;
  }
  .scroll {
    max-block-size: 300px;
    overflow: auto;
  }
  table {
    border-collapse: collapse;
    inline-size: 100%;
    font-size: 13px;
  }
  th,
  td {
    padding: 5px 8px;
    text-align: end;
    font-variant-numeric: tabular-nums;
    border-block-end: 1px solid var(--line);
    white-space: nowrap;
  }
  th {
    color: var(--ink-3);
    font-weight: 550;
    font-size: 12px;
    position: sticky;
    inset-block-start: 0;
    background: var(--surface);
  }
  tbody th {
    position: static;
    color: var(--ink);
    font-size: 13px;
    font-weight: 400;
  }
  th:first-child {
    text-align: start;
  }
  @media print {
    .box {
      block-size: auto;
    }
    .scroll {
      max-block-size: none;
    }
  }
`;
