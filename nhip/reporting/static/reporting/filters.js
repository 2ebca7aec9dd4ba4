// Lọc dòng: only rows with errors, gaps, remarks or changes, each below the rows it stands under.

export class Filters {
  constructor({ select, table, sheet, base, words, say }) {
    Object.assign(this, { select, table, sheet, base, words, say });
    this.hidden = [];
    select.addEventListener("change", () => this.apply());
  }

  /** Show the rows that are asked for now; what is put right stays until it is asked anew. */
  async apply() {
    const { value } = this.select;
    const wanted = value === "all" ? null : await this.#wanted(value);
    this.#clear();
    if (wanted === null) return this.say("");
    if (!wanted.size) return this.#nothing();
    this.#hide(wanted);
  }

  async #wanted(kind) {
    const addresses = (found) => found.map(({ row, column }) => `${row}!${column}`);
    if (kind === "errors") return new Set(addresses(this.sheet.found));
    if (kind === "empty") return new Set(this.sheet.empty);
    if (kind === "remarks")
      return new Set([...this.table.cells].filter(([, cell]) => cell.querySelector(".marks")).map(([at]) => at));
    try {
      const answer = await fetch(`${this.base}changed/?since=${encodeURIComponent(kind)}`, { redirect: "error" });
      return new Set((await answer.json()).cells);
    } catch {
      return new Set();
    }
  }

  #clear() {
    for (const row of this.hidden) row.hidden = false;
    this.table.root.querySelectorAll(".matching").forEach((cell) => cell.classList.remove("matching"));
    if (this.hidden.length) this.#reread();
    this.hidden = [];
  }

  /** Let the table walk over the rows that are shown; hidden cells keep their figures. */
  #reread() {
    const { table } = this;
    table.cellAt(table.active).tabIndex = -1;
    const shown = [...table.root.tBodies[0].rows].filter((row) => !row.hidden);
    table.rows = shown.map((row) => [...row.cells].filter(isFigure)).filter((row) => row.length);
    table.places = new Map(table.rows.flatMap((row, r) =>
      row.map((cell, c) => [cell.dataset.address, { r, c }])));
    table.active = { r: 0, c: Math.min(table.active.c, table.size.columns - 1) };
    table.go(table.active, { focus: false });
  }

  #nothing() {
    this.select.value = "all";
    this.say(this.words.none);
  }

  #hide(wanted) {
    const { table, sheet } = this;
    const shown = new Set();
    for (const address of wanted) {
      table.cells.get(address)?.classList.add("matching");
      let code = address.slice(0, address.indexOf("!"));
      while (code && !shown.has(code)) {
        shown.add(code);
        code = sheet.form.row.get(code)?.parent;
      }
    }
    const rows = [...table.root.tBodies[0].rows];
    this.hidden = rows.filter((row) => !shown.has(codeOf(row)));
    for (const row of this.hidden) row.hidden = true;
    this.#reread();
    const [first] = [...wanted].filter((address) => table.places.has(address));
    if (first) table.goTo(first);
    this.say(this.words.rows.replace("{n}", rows.length - this.hidden.length).replace("{of}", rows.length));
  }
}

/** Tell whether a cell of the table holds a figure. */
function isFigure(cell) {
  return "address" in cell.dataset;
}

function codeOf(row) {
  return row.querySelector("th").id.slice("row-".length);
}
