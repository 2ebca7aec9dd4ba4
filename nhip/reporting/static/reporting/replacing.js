// Tìm và thay: first shown cell by cell, then done as one step that can be taken back.

import { read } from "./values.js";

const MOST_LINES = 200;
const FIGURES = new Set(["count", "amount", "rate"]);

export class Replacing {
  constructor({ dialog, table, sheet, words, change, say, placeOf }) {
    Object.assign(this, { dialog, table, sheet, words, change, say, placeOf });
    this.form = dialog.querySelector("form");
    this.form.addEventListener("input", () => this.#preview());
    this.form.addEventListener("submit", (event) => this.#done(event));
    dialog.addEventListener("close", () => table.go(table.active));
    dialog.addEventListener("click", ({ target }) => target.closest("[data-close]") && dialog.close());
  }

  open() {
    const { top, bottom, left, right } = this.table.block;
    this.form.elements.block.checked = top !== bottom || left !== right;
    this.#preview();
    this.dialog.showModal();
  }

  /** Return what would change, within the rows that are shown and the cells one may fill in. */
  changes() {
    const { find, replace, whole, block } = this.form.elements;
    const cells = block.checked
      ? this.table.blockAddresses().flat()
      : this.table.rows.flat().map((cell) => cell.dataset.address);
    return cells.filter((address) => this.sheet.isInput(address)).flatMap((address) => {
      const before = this.sheet.typed.get(address);
      const after = replaced(before, find.value, replace.value, whole.checked);
      return after === null || after === before ? [] : [[address, after, before]];
    });
  }

  #preview() {
    const changes = this.changes();
    const lines = changes.slice(0, MOST_LINES).map(([address, after, before]) => {
      const line = document.createElement("li");
      const isWrong = FIGURES.has(this.sheet.form.typeOf(address)) && read(after, this.sheet.nilWords) === null;
      line.textContent = `${this.placeOf(...address.split("!"))}: ${before || "·"} → ${after || "·"}`;
      if (isWrong) line.append(` (${this.words.unreadable})`);
      return line;
    });
    this.dialog.querySelector("[data-preview-list]").replaceChildren(...lines);
    const count = this.dialog.querySelector("[data-count]");
    count.textContent = this.words.would.replace("{n}", changes.length);
    this.form.querySelector("[data-do]").disabled = !changes.length;
  }

  #done(event) {
    event.preventDefault();
    const changes = this.changes();
    this.change(changes.map(([address, after]) => [address, after]));
    this.dialog.close();
    this.say(this.words.replaced.replace("{n}", changes.length));
  }
}

/** Return a text with what was found replaced, or null where it does not stand. */
export function replaced(text, find, replace, whole) {
  if (whole) return text === find.trim() ? replace.trim() : null;
  return find && text.includes(find) ? text.split(find).join(replace) : null;
}
