/**
 * Rows of a text file as spreadsheets import them: split at one separator; a quote counts only where it begins a cell,
 * two within are one, and what stands behind the closing one is part of the cell.
 */
export function readAsSpreadsheet(file: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < file.length; ) {
    let cell = "";
    if (file[at] === '"') {
      for (at += 1; at < file.length; at += 1) {
        if (file[at] !== '"') cell += file[at];
        else if (file[at + 1] !== '"') break;
        else {
          cell += '"';
          at += 1;
        }
      }
      at += 1;
    }
    while (at < file.length && file[at] !== separator && file[at] !== "\r" && file[at] !== "\n") {
      cell += file[at];
      at += 1;
    }
    row.push(cell);
    if (file[at] === separator) {
      at += 1;
      if (at < file.length && file[at] !== "\r" && file[at] !== "\n") continue;
      row.push("");
    }
    at += file.startsWith("\r\n", at) ? 2 : 1;
    rows.push(row);
    row = [];
  }
  return rows;
}
