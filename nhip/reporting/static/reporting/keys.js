// Phím và chuột: moving about, choosing blocks, typing into cells, copying and pasting.

import { parts } from "./evaluation.js";
import { parseBlock, withoutBlankEdge, withoutHeads, writeBlock } from "./clipboard.js";

const PAGE = 10;

export class Keys {
  /** change(changes) stores what was typed as one step; say(text) tells the person something. */
  constructor({ table, sheet, heads, words, change, turn, say, help, typing, lists }) {
    Object.assign(this, { table, sheet, heads, words, change, turn, say, help, typing, lists });
    this.field = null;
    this.leaving = false;
    this.tappedAgain = false;
    const { root } = table;
    root.addEventListener("keydown", (event) => this.#keydown(event));
    root.addEventListener("pointerdown", (event) => this.#press(event));
    root.addEventListener("pointerover", (event) => this.#drag(event));
    root.addEventListener("click", () => this.#tapped());
    root.addEventListener("dblclick", (event) => this.#cellOf(event) && this.edit());
    root.addEventListener("focusin", (event) => this.#focused(event));
    for (const kind of ["copy", "cut", "paste"])
      document.addEventListener(kind, (event) => this.#clip(event));
  }

  /** Open the field in the active cell; with text it replaces what stood there. */
  edit(text = null) {
    const { table, sheet } = this;
    const address = table.addressAt(table.active);
    if (this.field || !sheet.isInput(address)) return;
    const cell = table.cellAt(table.active);
    const field = fieldFor(sheet.form.columnOf(address));
    field.className = "typing";
    field.autocomplete = "off";
    const [row, column] = parts(address);
    field.setAttribute("aria-labelledby", `row-${row} col-${column}`);
    field.value = field.options ? sheet.typed.get(address) : text ?? sheet.typed.get(address);
    field.addEventListener("blur", () => this.commit(false));
    field.addEventListener("input", () => this.typing(address, field.value));
    this.field = field;
    cell.append(field);
    field.focus();
    if (field.options) return;
    if (text === null) field.select();
    else this.typing(address, text);
  }

  /** Take what stands in the field into the cell. */
  commit(back = true) {
    const { field } = this;
    if (!field) return;
    this.field = null;
    const address = field.parentElement.dataset.address;
    const { value } = field;
    field.remove();
    this.typing(null, "");
    this.change([[address, value]]);
    if (back) this.table.go(this.table.active);
  }

  /** Leave the cell as it was. */
  cancel() {
    const { field } = this;
    this.field = null;
    field.remove();
    this.typing(null, "");
    this.table.go(this.table.active);
  }

  /** Put one text into every cell of the chosen block. */
  putInBlock(text) {
    const cells = this.table.blockAddresses().flat();
    this.change(cells.map((address) => [address, text]));
  }

  fillDown() {
    const [first, ...rest] = this.table.blockAddresses();
    const { top, left, right } = this.table.block;
    const above = top > 0 && !rest.length ? this.table.rows[top - 1] : null;
    const source = above ? above.slice(left, right + 1).map((cell) => cell.dataset.address) : first;
    const target = above ? [first] : rest;
    this.change(target.flatMap((row) =>
      row.map((address, at) => [address, this.#textOf(source[at])])));
  }

  paste(text) {
    if (!text) return;
    const { size, block } = this.table;
    const found = withoutHeads(parseBlock(text), this.heads());
    if (found.labels && !this.#labelsFit(found.labels)) return this.say(this.words.other_rows);
    const { top, left } = block;
    const room = { rows: size.rows - top, columns: size.columns - left };
    const list = this.lists.active();
    let rows = withoutBlankEdge(found.rows, list ? { ...room, rows: 1 } : room);
    const isOneCell = rows.length === 1 && rows[0].length === 1;
    if (list && !isOneCell && !this.lists.makeRoom(list, rows.length)) return;
    room.rows = this.table.size.rows - top;
    if (rows.length > room.rows || rows[0].length > room.columns)
      return this.say(this.words.too_large
        .replace("{block}", `${rows.length} × ${rows[0].length}`)
        .replace("{room}", `${room.rows} × ${room.columns}`));
    if (isOneCell) return this.putInBlock(rows[0][0]);
    this.#pasteRows(rows, top, left);
    if (room.rows !== size.rows - top) this.sheet.joinSteps();
  }

  #pasteRows(rows, top, left) {
    const { table, sheet } = this;
    const changes = [];
    let kept = 0;
    rows.forEach((row, r) => row.forEach((text, c) => {
      const address = table.addressAt({ r: top + r, c: left + c });
      if (sheet.isInput(address)) changes.push([address, text]);
      else if (text.trim()) kept += 1;
    }));
    this.change(changes);
    table.go({ r: top, c: left });
    table.go({ r: top + rows.length - 1, c: left + rows[0].length - 1 }, { extend: true });
    const count = this.words.pasted.replace("{n}", changes.length);
    this.say(kept ? `${count} ${this.words.left_out.replace("{n}", kept)}` : count);
  }

  #labelsFit(labels) {
    const { top } = this.table.block;
    return labels.every((label, at) => !label || this.heads().byRow[top + at] === label);
  }

  #textOf(address) {
    const typed = this.sheet.typed.get(address);
    if (this.sheet.form.columnOf(address).type === "choice" && typed) return this.sheet.shown(address);
    if (typed !== undefined) return typed;
    const cell = this.table.cells.get(address);
    const text = cell?.firstChild?.textContent ?? "";
    return text === "·" ? "" : text;
  }

  #clip(event) {
    if (this.field || !this.table.root.contains(document.activeElement)) return;
    event.preventDefault();
    if (event.type === "paste") return this.paste(event.clipboardData.getData("text/plain"));
    const rows = this.table.blockAddresses().map((row) => row.map((one) => this.#textOf(one)));
    event.clipboardData.setData("text/plain", writeBlock(rows));
    if (event.type === "cut") this.putInBlock("");
  }

  #cellOf(event) {
    const cell = event.target.closest("td[data-address]");
    return cell && this.table.places.get(cell.dataset.address);
  }

  #press(event) {
    const place = this.#cellOf(event);
    if (!place || event.target === this.field || event.button !== 0) return;
    const again = event.target.closest("td") === document.activeElement;
    if (event.pointerType !== "mouse") {
      this.tappedAgain = again;
      return;
    }
    event.preventDefault();
    this.commit(false);
    this.table.go(place, { extend: event.shiftKey });
  }

  /** Open the field once a second tap is over: until then the browser focuses the cell itself. */
  #tapped() {
    if (this.tappedAgain) this.edit();
    this.tappedAgain = false;
  }

  #drag(event) {
    const place = event.buttons === 1 && event.pointerType === "mouse" && this.#cellOf(event);
    if (place && !this.field) this.table.go(place, { extend: true });
  }

  #focused(event) {
    const place = this.#cellOf(event);
    if (!place || event.target === this.field) return;
    const { r, c } = this.table.active;
    if (place.r !== r || place.c !== c) this.table.go(place, { focus: false });
  }

  #keydown(event) {
    if (event.isComposing) return;
    const handled = this.field ? this.#whileTyping(event) : this.#whileMoving(event);
    if (handled) event.preventDefault();
  }

  #whileTyping(event) {
    if (event.key === "Enter" && event.shiftKey && (event.ctrlKey || event.metaKey)) {
      this.commit();
      this.lists.add();
      return true;
    }
    switch (event.key) {
      case "Escape": this.cancel(); return true;
      case "Enter": this.commit(); this.#step(event.shiftKey ? -1 : 1, 0); return true;
      case "Tab": this.commit(); this.#along(event.shiftKey ? -1 : 1); return true;
      case "ArrowUp": case "ArrowDown":
        this.commit(); this.#step(event.key === "ArrowUp" ? -1 : 1, 0); return true;
      case "F2": return true;
    }
    return false;
  }

  #whileMoving(event) {
    const { leaving } = this;
    this.leaving = event.key === "Escape";
    if (event.ctrlKey || event.metaKey) return this.#withControl(event);
    if (event.altKey) return false;
    if (event.key === "Tab") return !leaving && this.#along(event.shiftKey ? -1 : 1);
    if (event.key in MOVES) {
      const place = MOVES[event.key](this.table);
      this.table.go(place, { extend: event.shiftKey && event.key !== "Enter" });
      return true;
    }
    switch (event.key) {
      case "Enter": this.#step(event.shiftKey ? -1 : 1, 0); return true;
      case "F2": this.edit(); return true;
      case "Escape": this.say(this.words.leave); return true;
      case "Delete": case "Backspace": this.putInBlock(""); return true;
      case "?": this.help(); return true;
    }
    if ([...event.key].length === 1) this.edit("");
    return false;
  }

  #withControl(event) {
    const { table } = this;
    const last = { r: table.size.rows - 1, c: table.size.columns - 1 };
    const { r, c } = table.active;
    const extend = event.shiftKey;
    switch (event.key.toLowerCase()) {
      case "home": table.go({ r: 0, c: 0 }, { extend }); return true;
      case "end": table.go(last, { extend }); return true;
      case "arrowup": table.go({ r: 0, c }, { extend }); return true;
      case "arrowdown": table.go({ r: last.r, c }, { extend }); return true;
      case "arrowleft": table.go({ r, c: 0 }, { extend }); return true;
      case "arrowright": table.go({ r, c: last.c }, { extend }); return true;
      case "a": table.go({ r: 0, c: 0 }); table.go(last, { extend: true }); return true;
      case "d": this.fillDown(); return true;
      case "enter": if (extend) this.lists.add(); return extend;
      case "z": this.turn(event.shiftKey ? "redo" : "undo"); return true;
      case "y": this.turn("redo"); return true;
    }
    return false;
  }

  #step(rows, columns) {
    const { r, c } = this.table.active;
    this.table.go({ r: r + rows, c: c + columns });
  }

  /** Go on along the row and into the next one; at the table's end Tab leaves it. */
  #along(by) {
    const { rows, columns } = this.table.size;
    const { r, c } = this.table.active;
    const next = r * columns + c + by;
    if (next < 0 || next >= rows * columns) return false;
    this.table.go({ r: Math.floor(next / columns), c: next % columns });
    return true;
  }
}

/** Return the field in which a cell of a column is filled in. */
function fieldFor(column) {
  if (column.type === "choice") {
    const field = document.createElement("select");
    const offered = [["", ""], ["–", "–"], ...column.choices.map((one) => [one.code, one.label])];
    for (const [code, label] of offered) field.add(new Option(label, code));
    return field;
  }
  const field = document.createElement("input");
  field.inputMode = { text: "text", date: "numeric" }[column.type] ?? "decimal";
  if (column.type === "text") field.maxLength = column.longest;
  return field;
}

const MOVES = {
  ArrowUp: ({ active: { r, c } }) => ({ r: r - 1, c }),
  ArrowDown: ({ active: { r, c } }) => ({ r: r + 1, c }),
  ArrowLeft: ({ active: { r, c } }) => ({ r, c: c - 1 }),
  ArrowRight: ({ active: { r, c } }) => ({ r, c: c + 1 }),
  Home: ({ active: { r } }) => ({ r, c: 0 }),
  End: ({ active: { r }, size }) => ({ r, c: size.columns - 1 }),
  PageUp: ({ active: { r, c } }) => ({ r: r - PAGE, c }),
  PageDown: ({ active: { r, c } }) => ({ r: r + PAGE, c }),
};

