/** Three significant figures and more before the point, no exponent; trailing zeros kept, so that columns align. */
export function figure(value: number): string {
  if (value === 0) return "0";
  const digits = Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(value))));
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Columns of numbers stand to the right, the first and the last column to the left. */
export function align(rows: readonly (readonly string[])[]): string[] {
  const last = (rows[0] as readonly string[]).length - 1;
  const width = (column: number) => Math.max(...rows.map((row) => (row[column] as string).length));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === last ? cell.padEnd(width(column)) : cell.padStart(width(column)),
      )
      .join("  ")
      .trimEnd(),
  );
}
