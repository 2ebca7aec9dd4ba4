// Danh sách trên bảng: rows are added and taken away, as steps that can be taken back.

import { isRoster, parts } from "./evaluation.js";

const KEY_DIGITS = 8;
const BLANK = "BLANK"; // stands in the blank row for the key it will get

export class Lists {
  constructor({ form, sheet, table, change, say, words }) {
    Object.assign(this, { sheet, table, change, say, words });
    const blanks = [...form.parentElement.querySelectorAll("template[data-blank]")];
    this.blanks = new Map(blanks.map((one) => [one.dataset.blank, one.content.querySelector("tbody tr")]));
  }

  /** Return the list in which the active cell stands, and the key of its row if it has one. */
  active() {
    const address = this.table.addressAt(this.table.active);
    const row = address && parts(address)[0];
    const list = row && this.#listOf(row);
    return list ? { list, key: row === list ? null : row.slice(list.length + 1) } : null;
  }

  /** Add a row under the active one, or at the end of the list. */
  add(named = null) {
    const active = this.active();
    const list = named ?? active?.list ?? this.sheet.lists[0];
    if (!list) return;
    const keys = this.sheet.keysOf(list);
    const at = active?.list === list && active.key ? keys.indexOf(active.key) + 1 : keys.length;
    const [key] = this.#store(list, keys, at, 1);
    if (key) this.table.goTo(this.#firstInput(`${list}.${key}`));
  }

  /** Take a row away; the list is missing again, and not nil, when none is left. */
  remove(row) {
    const list = this.#listOf(row);
    const keys = this.sheet.keysOf(list).filter((key) => `${list}.${key}` !== row);
    const own = keys.length ? [] : this.sheet.form.columns.map(({ code }) => [`${list}!${code}`, ""]);
    const { r, c } = this.table.active;
    this.change([[`${list}!#`, keys.join(" ")], ...own]);
    this.table.go({ r: Math.min(r, this.table.size.rows - 1), c });
    this.say(this.words.row_removed);
  }

  /** Make room in a list for so many rows from one of them on; return whether there is room. */
  makeRoom({ list, key }, rows) {
    const keys = this.sheet.keysOf(list);
    const from = key ? keys.indexOf(key) : 0;
    const wanted = rows - (keys.length - from);
    return wanted <= 0 || this.#store(list, keys, keys.length, wanted).length === wanted;
  }

  /** Let the table show the rows that lists have now; return what is to be stored of them. */
  follow(changed, saver) {
    const named = changed.filter(isRoster);
    if (!named.length) return changed;
    const stored = new Set(changed);
    for (const roster of named) this.#show(parts(roster)[0], stored);
    for (const name of saver.cells.keys())
      if (!isRoster(name) && !this.sheet.isInput(name)) saver.cells.delete(name);
    return [...named, ...[...stored].filter((name) => this.sheet.isInput(name))];
  }

  /** Return changes with those of lists first, for cells stand in the rows that lists have. */
  first(changes) {
    const all = [...changes];
    return [...all.filter(([name]) => isRoster(name)), ...all.filter(([name]) => !isRoster(name))];
  }

  #store(list, keys, at, count) {
    const { most } = this.sheet.data.form.rows.find((row) => row.code === list);
    if (keys.length + count > most) {
      this.say(this.words.list_full.replace("{n}", most));
      return [];
    }
    const fresh = Array.from({ length: count }, freshKey);
    this.change([[`${list}!#`, keys.toSpliced(at, 0, ...fresh).join(" ")]]);
    return fresh;
  }

  /** Show a list's rows; what stands in rows that came back is to be stored again. */
  #show(list, stored) {
    const rows = this.sheet.form.lines.get(list);
    const before = new Set(this.table.cells.keys());
    this.table.relist(list, rows, (code) => this.#blank(list, code));
    const cells = [...this.table.cells.keys()].filter((address) => !before.has(address));
    this.table.paint(cells);
    for (const address of cells) if (this.sheet.typed.get(address)) stored.add(address);
  }

  #blank(list, code) {
    const holder = document.createElement("tbody");
    holder.innerHTML = this.blanks.get(list).outerHTML.replaceAll(`${list}.${BLANK}`, code);
    const row = holder.firstElementChild;
    if (code === list) row.querySelector("[data-deed='remove-row']")?.remove();
    return row;
  }

  #listOf(row) {
    return this.sheet.lists.find((list) => row === list || row.startsWith(`${list}.`));
  }

  #firstInput(row) {
    return this.sheet.form.inputs.find((address) => parts(address)[0] === row);
  }
}

/** Return a key that no row had before. */
function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_DIGITS / 2));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return a list's keys after two people changed it from one base: what each added and took away. */
export function mergedKeys(base, ours, theirs) {
  const [was, mine, other] = [base, ours, theirs].map((text) => text.split(" ").filter(Boolean));
  const left = other.filter((key) => mine.includes(key) || !was.includes(key));
  return [...left, ...mine.filter((key) => !was.includes(key) && !left.includes(key))].join(" ");
}
