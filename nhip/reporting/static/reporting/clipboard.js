// Chép và dán: blocks as spreadsheets write them, lines of fields parted by tabs.

/** Return the rows of a copied block; a field in quotes may hold tabs, breaks and quotes. */
export function parseBlock(text) {
  const rows = [[]];
  const field = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/y;
  while (field.lastIndex < text.length || rows.at(-1).length === 0) {
    const [, content, end] = field.exec(text);
    const quoted = content.length > 1 && content.startsWith('"') && content.endsWith('"');
    rows.at(-1).push(quoted ? content.slice(1, -1).replaceAll('""', '"') : content);
    if (end === "") break;
    if (end !== "\t") {
      if (field.lastIndex >= text.length) break;
      rows.push([]);
    } else if (field.lastIndex >= text.length) {
      rows.at(-1).push("");
    }
  }
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

/** Return a block as a spreadsheet reads it. */
export function writeBlock(rows) {
  const field = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(field).join("\t")).join("\n");
}

/**
 * Return a block without the heads that were copied with it, and which rows its labels name.
 *
 * Merged heads leave blanks behind; what is not a head of this very table is taken for figures.
 */
export function withoutHeads(block, { heads, labels }) {
  const isHead = (text) => heads.has(tidy(text));
  let rows = block;
  let passed = false;
  while (rows.length > 1 && isHeadRow(rows[0], isHead, passed)) {
    rows = rows.slice(1);
    passed = true;
  }
  const said = rows[0].findIndex((_field, c) => isLabelColumn(rows, c, labels));
  if (said < 0) return { rows, labels: null };
  let first = said + 1;
  while (first < rows[0].length - 1 && isWordColumn(rows, first, isHead)) first += 1;
  return {
    rows: rows.map((row) => row.slice(first)),
    labels: rows.map((row) => tidy(row[said])),
  };
}

/** Return a block less the blank rows and columns at its end. */
export function withoutBlankEdge(rows, { rows: most, columns: widest }) {
  let height = rows.length;
  let width = rows[0].length;
  while (height > most && rows[height - 1].every(isBlank)) height -= 1;
  while (width > widest && rows.every((row) => isBlank(row[width - 1]))) width -= 1;
  return rows.slice(0, height).map((row) => row.slice(0, width));
}

export function tidy(text) {
  return text.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase();
}

function isHeadRow(row, isHead, passed) {
  const said = row.filter((field) => !isBlank(field));
  if (!said.length) return passed;
  const words = said.some((field) => /\p{L}/u.test(field));
  return said.every(isHead) && (words || passed);
}

function isLabelColumn(rows, c, labels) {
  const said = rows.map((row) => row[c]).filter((field) => !isBlank(field));
  return said.length > 0 && said.every((field) => /\p{L}/u.test(field) && labels.has(tidy(field)));
}

function isWordColumn(rows, c, isHead) {
  const said = rows.map((row) => row[c]).filter((field) => !isBlank(field));
  return said.length > 0 && said.every((field) => /\p{L}/u.test(field) && isHead(field));
}

function isBlank(text) {
  return text.trim() === "";
}
