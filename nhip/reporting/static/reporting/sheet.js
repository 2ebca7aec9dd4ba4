// Tờ số liệu: what was typed in each cell, what it comes to, and the way back, step by step.

import { compute, find } from "./checking.js";
import { Form } from "./evaluation.js";
import { changed } from "./known.js";
import { MISSING, read, said, typedText } from "./values.js";

const MOST_STEPS = 500;

export class Sheet {
  constructor(data) {
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
    for (const address of this.form.inputs) {
      const value = said(data.figures[address]);
      this.values.set(address, value);
      this.typed.set(address, typedText(value, this.form.placesOf(address)));
    }
    this.refresh();
  }

  isInput(address) {
    return !this.guarded.has(address) && this.typed.has(address);
  }

  isReadable(address) {
    return this.values.get(address) !== null;
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

  #put(changes) {
    const step = [];
    for (const [address, text] of changes) {
      if (!this.guarded.has(address) && !this.isInput(address)) continue;
      const value = read(text, this.nilWords);
      const after = value === null ? text : typedText(value, this.form.placesOf(address));
      const before = this.typed.get(address);
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
