// Bảng trên trang: the table's cells by place, what each shows, and which of them are chosen.

import { plainText } from "./findings.js";
import { MISSING, isMissing } from "./values.js";

export class Table {
  constructor(root, sheet, words) {
    this.root = root;
    this.frame = root.closest(".wide");
    this.sheet = sheet;
    this.words = words;
    this.toned = new Set();
    this.chosen = new Set();
    this.away = new Map(); // rows of lists that were taken away, to come back as they were
    this.#read();
    this.active = { r: 0, c: 0 };
    this.anchor = this.active;
    this.moved = () => {};
  }

  /** Take the fields out of the cells and show their figures; return what stood in them. */
  takeOver() {
    const typed = [];
    const body = this.root.tBodies[0];
    body.remove(); // thousands of fields leave their form faster with the table's body aside
    for (const [address, cell] of this.cells) {
      const text = takeField(cell);
      if (text !== null) typed.push([address, text]);
    }
    this.root.append(body);
    this.root.setAttribute("role", "grid");
    this.root.setAttribute("aria-multiselectable", "true");
    this.frame.removeAttribute("tabindex");
    this.frame.classList.add("live");
    this.keepHeadsClear();
    return typed;
  }

  /** Let the rows of a list be these, in this order; blank() makes a row nobody has written in. */
  relist(list, rows, blank) {
    const body = this.root.tBodies[0];
    const held = new Map([...body.rows].map((row) => [codeOf(row), row]));
    const first = [...held].find(([code]) => code === list || code.startsWith(`${list}.`))[1];
    const place = document.createComment(list);
    first.before(place);
    for (const [code, row] of held) {
      if (code !== list && !code.startsWith(`${list}.`)) continue;
      this.away.set(code, row);
      row.remove();
    }
    rows.forEach((code, at) => {
      const row = this.away.get(code) ?? this.#taken(blank(code));
      number(row, code === list ? "" : String(at + 1));
      place.before(row);
    });
    place.remove();
    this.#read();
    this.active = { ...this.active, r: Math.min(this.active.r, this.rows.length - 1) };
    this.anchor = this.active;
    this.toned = new Set([...this.toned].filter((address) => this.cells.has(address)));
    this.chosen = new Set();
  }

  #taken(row) {
    for (const cell of [...row.cells].filter(isFigure)) takeField(cell);
    return row;
  }

  #read() {
    this.rows = [...this.root.tBodies[0].rows].map((row) => [...row.cells].filter(isFigure));
    this.rows = this.rows.filter((row) => row.length);
    this.places = new Map();
    this.cells = new Map();
    this.rows.forEach((row, r) => row.forEach((cell, c) => this.#place(cell, r, c)));
  }

  /** Leave room for the standing heads when a cell is brought into view. */
  keepHeadsClear() {
    const head = this.root.tHead.offsetHeight;
    const label = this.root.querySelector("tbody th")?.offsetWidth ?? 0;
    this.frame.style.scrollPadding = `${head + 4}px 4px 4px ${label + 4}px`;
  }

  addressAt({ r, c }) {
    return this.rows[r]?.[c]?.dataset.address ?? null;
  }

  cellAt({ r, c }) {
    return this.rows[r][c];
  }

  get size() {
    return { rows: this.rows.length, columns: this.rows[0].length };
  }

  /** Return the corners of the chosen block, the first one above and left of the second. */
  get block() {
    const { active: a, anchor: b } = this;
    return {
      top: Math.min(a.r, b.r), bottom: Math.max(a.r, b.r),
      left: Math.min(a.c, b.c), right: Math.max(a.c, b.c),
    };
  }

  /** Return the addresses of the chosen block, row by row. */
  blockAddresses() {
    const { top, bottom, left, right } = this.block;
    return this.rows.slice(top, bottom + 1)
      .map((row) => row.slice(left, right + 1).map((cell) => cell.dataset.address));
  }

  /** Go to a place; with extend the block grows from where it began. */
  go(place, { extend = false, focus = true } = {}) {
    this.cellAt(this.active).tabIndex = -1;
    this.active = {
      r: Math.min(Math.max(place.r, 0), this.size.rows - 1),
      c: Math.min(Math.max(place.c, 0), this.size.columns - 1),
    };
    if (!extend) this.anchor = this.active;
    this.#choose();
    const cell = this.cellAt(this.active);
    cell.tabIndex = 0;
    if (focus) {
      cell.focus({ preventScroll: true });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    this.moved();
  }

  goTo(address, how) {
    if (this.places.has(address)) this.go(this.places.get(address), how);
  }

  /** Show the figures of these cells, the totals that follow from them, and what is wrong. */
  paint(addresses) {
    for (const address of addresses) this.#show(address);
    for (const address of this.sheet.form.formulas.keys()) this.#show(address);
    this.#tone();
  }

  paintAll() {
    this.paint(this.cells.keys());
  }

  /** Mark softly, for some seconds, what somebody else changed. */
  markFresh(addresses) {
    for (const address of addresses) {
      const cell = this.cells.get(address);
      cell?.classList.add("fresh");
      setTimeout(() => cell?.classList.remove("fresh"), 6000);
    }
  }

  #place(cell, r, c) {
    const address = cell.dataset.address;
    if (!address) return;
    this.places.set(address, { r, c });
    this.cells.set(address, cell);
  }

  #show(address) {
    const { sheet } = this;
    const cell = this.cells.get(address);
    if (!cell || cell.classList.contains("closed")) return;
    const readable = sheet.isReadable(address);
    const value = sheet.figures.get(address) ?? MISSING;
    const typed = sheet.typed.get(address);
    const text = (readable && value.state !== "number") || !sheet.isInput(address)
      ? sheet.shown(address) : typed;
    if (cell.firstChild.textContent !== text) cell.firstChild.textContent = text;
    cell.classList.toggle("is-missing", readable && isMissing(value));
    cell.classList.toggle("is-nil", readable && value.state === "nil");
    if (readable === cell.classList.contains("unreadable")) this.#fault(cell, readable);
  }

  #fault(cell, readable) {
    cell.classList.toggle("unreadable", !readable);
    cell.querySelectorAll("[data-fault], [id$='-fault']").forEach((one) => one.remove());
    cell.toggleAttribute("aria-invalid", !readable);
    if (!readable) cell.append(note("fault", this.words.unreadable, "fault"));
  }

  #tone() {
    const tones = new Map();
    for (const one of this.sheet.found) {
      const address = `${one.row}!${one.column}`;
      if (one.blocks || !tones.has(address)) tones.set(address, one);
    }
    for (const address of this.toned) if (!tones.has(address)) this.#untone(address);
    for (const [address, one] of tones) this.#toneOne(address, one);
    this.toned = new Set(tones.keys());
  }

  #toneOne(address, finding) {
    const cell = this.cells.get(address);
    if (!cell) return;
    const text = `${finding.blocks ? "✕" : "!"} ${sides(finding)}`;
    const said = cell.querySelector("[data-verdict]");
    if (said?.textContent === text && cell.classList.contains(finding.blocks ? "wrong" : "doubted")) return;
    this.#untone(address);
    cell.classList.add(finding.blocks ? "wrong" : "doubted");
    cell.append(note("verdict", text, "verdict"));
  }

  #untone(address) {
    const cell = this.cells.get(address);
    cell?.classList.remove("wrong", "doubted");
    cell?.querySelector("[data-verdict]")?.remove();
  }

  #choose() {
    const { top, bottom, left, right } = this.block;
    const chosen = new Set();
    if (top !== bottom || left !== right)
      for (const row of this.rows.slice(top, bottom + 1))
        for (const cell of row.slice(left, right + 1)) chosen.add(cell);
    for (const cell of this.chosen) if (!chosen.has(cell)) mark(cell, false);
    for (const cell of chosen) if (!this.chosen.has(cell)) mark(cell, true);
    this.chosen = chosen;
  }
}

/** Return the two sides that disagree: "6.150 ≠ 6.126", or the figure and what it must be. */
function sides({ found, expected }) {
  const wanted = plainText(expected);
  if (/^[<>≤≥!]/.test(wanted)) return `${plainText(found)} (${wanted})`;
  return wanted ? `${plainText(found)} ≠ ${wanted}` : plainText(found);
}

/** Take the field out of a cell, if it has one, and let it show a figure; return what stood in it. */
function takeField(cell) {
  const field = cell.querySelector("input, select");
  if (field) field.remove();
  else if (cell.firstChild?.nodeType === Node.TEXT_NODE) cell.firstChild.remove();
  const figure = document.createElement("span");
  figure.className = "figure";
  cell.prepend(figure);
  cell.tabIndex = -1;
  if (!field) cell.setAttribute("aria-readonly", "true");
  return field ? field.value : null;
}

/** Return the code of a row as the server named its head. */
function codeOf(row) {
  return row.querySelector("th")?.id.slice("row-".length) ?? "";
}

function number(row, text) {
  const { firstChild } = row.cells[0];
  if (firstChild?.nodeType === Node.TEXT_NODE) firstChild.textContent = text;
  else row.cells[0].prepend(text);
}

function isFigure(cell) {
  return "address" in cell.dataset;
}

function mark(cell, chosen) {
  cell.classList.toggle("chosen", chosen);
  cell.setAttribute("aria-selected", String(chosen));
}

function note(kind, text, name) {
  const span = document.createElement("span");
  span.className = kind;
  span.dataset[name] = "";
  span.textContent = text;
  return span;
}
