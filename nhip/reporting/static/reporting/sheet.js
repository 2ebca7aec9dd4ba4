// Tờ số liệu: what was typed in each cell, what it comes to, and the way back, step by step.

import { compute, find } from "./checking.js";
import { Form, WORDS, isRoster } from "./evaluation.js";
import { changed } from "./known.js";
import { MISSING, read, readWords, said, shown, shownWords, typedText, typedWords } from "./values.js";

const MOST_STEPS = 500;

export class Sheet {
  constructor(data) {
    this.data = data;
    this.form = new Form(data.form);
    this.nilWords = data.nil_words;
    this.looksBack = {
      prev: figures(data.previous),
      last_year: figures(data.last_year),
      earlier: figures(data.earlier),
      below: figures(data.below),
      elsewhere: figures(data.elsewhere),
      plan: figures(data.plan),
    };
    this.known = figures(data.known ?? {});
    this.guarded = new Set(data.guarded ?? []); // read here, filled in by a feed or by somebody else
    this.typed = new Map();
    this.values = new Map();
    this.done = [];
    this.undone = [];
    this.#begin();
    this.lists = data.form.rows.filter((row) => row.repeat === "list").map((row) => row.code);
    for (const list of this.lists) this.typed.set(`${list}!#`, data.form.rosters[list].join(" "));
    this.refresh();
  }

  isInput(address) {
    return !this.guarded.has(address) && this.form.isInput.has(address);
  }

  isReadable(address) {
    return this.values.get(address) !== null;
  }

  /** Return the keys of a list's rows. */
  keysOf(list) {
    return this.typed.get(`${list}!#`).split(" ").filter(Boolean);
  }

  /** Return what a cell holds as it is printed. */
  shown(address) {
    const value = this.figures.get(address) ?? MISSING;
    if (value.state === "written") return shownWords(value, this.form.columnOf(address));
    return shown(value, this.form.placesOf(address));
  }

  /** Type into cells as one step that can be taken back; return the cells that changed. */
  type(changes) {
    const step = this.#put(changes.filter(([address]) => !this.guarded.has(address)));
    if (step.length) {
      this.done = [...this.done, step].slice(-MOST_STEPS);
      this.undone = [];
    }
    return step.map((one) => one.address);
  }

  /** Take what somebody else saved; it is not ours to undo. */
  adopt(changes) {
    return this.#put(changes).map((one) => one.address);
  }

  /** Make one step of the last two. */
  joinSteps() {
    const last = this.done.splice(-2);
    this.done.push(last.flat());
  }

  undo() {
    return this.#back(this.done, this.undone);
  }

  redo() {
    return this.#back(this.undone, this.done);
  }

  /** Work out totals and checks anew; a cell that cannot be read counts as missing. */
  refresh() {
    const given = [...this.values].map(([address, value]) => [address, value ?? MISSING]);
    const now = compute(this.form, { now: new Map(given), ...this.looksBack });
    this.figures = now;
    Object.assign(this, find(this.form, { now, ...this.looksBack }));
    this.found.push(...changed(this.form, now, this.known));
  }

  #back(from, to) {
    const step = from.pop();
    if (!step) return [];
    const turned = this.#put(step.map((one) => [one.address, one.before]));
    to.push(turned);
    return turned.map((one) => one.address);
  }

  /** Give every cell that is filled in what the server holds of it, unless it stands here already. */
  #begin() {
    for (const address of this.form.inputs) {
      if (this.typed.has(address)) continue;
      const value = said(this.data.figures[address]);
      this.values.set(address, value);
      this.typed.set(address, this.#typedText(value, address));
    }
  }

  /** Let a list have these rows; what stood in a row that comes back stands there again. */
  #relist(address, text) {
    this.typed.set(address, text);
    const rosters = { ...this.data.form.rosters };
    for (const list of this.lists) rosters[list] = this.keysOf(list);
    this.form = new Form({ ...this.data.form, rosters });
    this.#begin();
  }

  #read(address, text) {
    const column = this.form.columnOf(address);
    return WORDS.has(column.type) ? readWords(text, column, this.nilWords) : read(text, this.nilWords);
  }

  #typedText(value, address) {
    if (value.state === "written") return typedWords(value);
    return typedText(value, this.form.placesOf(address));
  }

  #put(changes) {
    const step = [];
    for (const [address, text] of changes) {
      const before = this.typed.get(address);
      if (isRoster(address) && before !== undefined && before !== text) {
        this.#relist(address, text);
        step.push({ address, before, after: text });
      }
      if (!this.guarded.has(address) && !this.isInput(address)) continue;
      const value = this.#read(address, text);
      const after = value === null ? text : this.#typedText(value, address);
      if (before === after) continue;
      this.typed.set(address, after);
      this.values.set(address, value);
      step.push({ address, before, after });
    }
    if (step.length) this.refresh();
    return step;
  }
}

function figures(plain) {
  return new Map(Object.entries(plain).map(([address, text]) => [address, said(text)]));
}
