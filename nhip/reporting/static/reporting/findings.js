// Kết quả kiểm tra: what is wrong, with a way to each cell, kept up to date while one types.

import { format, decimal } from "./decimal.js";
import { MISSING_SIGN, NIL_SIGN } from "./values.js";

const MOST_LINES = 200;

/** Return what was expected or found with its numbers in Vietnamese writing. */
export function plainText(text) {
  if (text === "nil") return NIL_SIGN;
  if (text === "missing") return MISSING_SIGN;
  const written = text.replace(/-?\d+(\.\d+)?/g, (number) => format(decimal(number)));
  return written.replace("<=", "≤").replace(">=", "≥");
}

export class Findings {
  constructor({ section, counts, words, said, explained, placeOf }) {
    Object.assign(this, { section, counts, words, said, placeOf });
    this.explanations = new Map(Object.entries(explained));
    this.lines = new Map();
    this.list = section.querySelector("[data-list]");
    this.rest = section.querySelector("[data-rest]");
    this.places = section.querySelector("[data-places]");
  }

  /** Show everything that is wrong now; a line whose finding stays is left alone. */
  show(found, empty) {
    const sorted = [...found].sort((one, other) => Number(other.blocks) - Number(one.blocks));
    const kept = new Map();
    for (const one of sorted.slice(0, MOST_LINES)) {
      const key = `${one.code}@${one.row}!${one.column}`;
      const line = this.lines.get(key) ?? this.#line(one, key);
      this.#say(line, one);
      kept.set(key, line);
    }
    this.lines = kept;
    if (!sameNodes(this.list.children, [...kept.values()])) this.list.replaceChildren(...kept.values());
    this.#showEmpty(empty);
    this.section.hidden = !found.length && !empty.length;
    this.#count(found, empty);
  }

  isExplained(one) {
    return Boolean(this.explanations.get(`${one.code}@${one.row}!${one.column}`)?.trim());
  }

  #line(one, key) {
    const template = this.section.querySelector(one.blocks ? "[data-error]" : "[data-warning]");
    const line = template.content.firstElementChild.cloneNode(true);
    line.querySelector("a").href = anchor(one);
    const field = line.querySelector("textarea");
    if (field) {
      field.name = `explain:${key}`;
      field.id = `explain-${key}`;
      field.value = this.explanations.get(key) ?? "";
      line.querySelector("label").htmlFor = field.id;
    }
    return line;
  }

  #say(line, one) {
    set(line.querySelector("a"), this.placeOf(one));
    set(line.querySelector("[data-text]"), one.message ?? this.said[one.code] ?? one.code);
    set(line.querySelector("[data-found]"), plainText(one.found ?? "") || NIL_SIGN);
    set(line.querySelector("[data-expected]"), plainText(one.expected ?? "") || NIL_SIGN);
    line.querySelector("[data-sides]").hidden = !one.found && !one.expected;
  }

  #showEmpty(empty) {
    this.rest.hidden = !empty.length;
    set(this.rest.querySelector("summary"), `${this.words.empty}: ${empty.length}`);
    const key = empty.slice(0, MOST_LINES).join(" ");
    if (this.shownEmpty === key) return;
    this.shownEmpty = key;
    const lines = empty.slice(0, MOST_LINES).map((address) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      const [row, column] = address.split("!");
      link.href = anchor({ row, column });
      link.textContent = this.placeOf({ row, column });
      line.append(link);
      return line;
    });
    this.places.replaceChildren(...lines);
  }

  #count(found, empty) {
    const errors = found.filter((one) => one.blocks).length;
    const doubts = found.filter((one) => !one.blocks && !this.isExplained(one)).length;
    const parts = [
      errors && `✕ ${this.words.errors}: ${errors}`,
      doubts && `! ${this.words.warnings}: ${doubts}`,
      empty.length && `· ${this.words.empty}: ${empty.length}`,
    ].filter(Boolean);
    set(this.counts, parts.join("   ") || `✔ ${this.words.clean}`);
    this.counts.className = errors ? "state-late" : doubts ? "state-soon" : empty.length ? "state-stale" : "state-done";
  }
}

function anchor(one) {
  return one.column ? `#cell-${one.row}-${one.column}` : `#text-${one.row}`;
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function sameNodes(shown, wanted) {
  return shown.length === wanted.length && wanted.every((one, at) => shown[at] === one);
}
