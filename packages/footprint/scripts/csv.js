/** Rows of a CSV file (RFC 4180) as objects by column name. @param {string} text */
export function parseCsv(text) {
  const rows = [];
  let row = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ",") {
      row.push(field);
      field = "";
    } else if (character === "\n") {
      rows.push([...row, field]);
      row = [];
      field = "";
    } else if (character !== "\r") field += character;
  }
  if (field !== "" || row.length > 0) rows.push([...row, field]);
  const [header, ...records] = rows;
  return records.map((record) => Object.fromEntries(header.map((name, index) => [name, record[index] ?? ""])));
}

const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Objects of the same fields as a CSV file, with a header. @param {Record<string, string>[]} rows */
export function writeCsv(rows) {
  const header = Object.keys(rows[0]);
  const line = (cells) => cells.map(quoted).join(",");
  return `${[header, ...rows.map((row) => header.map((name) => String(row[name])))].map(line).join("\n")}\n`;
}
