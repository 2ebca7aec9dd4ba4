// Hai người cùng sửa: theirs and ours side by side for each cell, and one choice for each.

import { MISSING_SIGN } from "./values.js";

export class Clashes {
  constructor({ section, placeOf, shownOurs, decide }) {
    Object.assign(this, { section, placeOf, shownOurs, decide });
    this.body = section.querySelector("tbody");
    section.addEventListener("click", (event) => this.#pressed(event));
  }

  /** Show every clash; when the last one is decided the screen goes away. */
  show(clashes) {
    const news = [...clashes.keys()].some((name) => !this.shown?.has(name));
    this.shown = new Set(clashes.keys());
    this.body.replaceChildren(...[...clashes].map(([name, one]) => this.#row(name, one)));
    this.section.hidden = !clashes.size;
    if (news) this.section.scrollIntoView({ block: "nearest" });
  }

  #row(name, theirs) {
    const row = this.section.querySelector("template").content.firstElementChild.cloneNode(true);
    row.dataset.name = name;
    row.querySelector("th").textContent = this.placeOf(name);
    row.querySelector("[data-theirs]").textContent = theirs.typed || MISSING_SIGN;
    row.querySelector("[data-who]").textContent = `${theirs.who}, ${theirs.at}`;
    row.querySelector("[data-ours]").textContent = this.shownOurs(name) || MISSING_SIGN;
    return row;
  }

  #pressed(event) {
    const choice = event.target.closest("button")?.dataset.keep;
    if (!choice) return;
    const row = event.target.closest("tr[data-name]");
    const names = row ? [row.dataset.name] : [...this.shown];
    this.decide(names, choice === "ours");
  }
}
