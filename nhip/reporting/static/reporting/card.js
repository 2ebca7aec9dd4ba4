// Thẻ của ô: where a figure came from and what is said of it, beside the cell or over the sheet.

const LINGER = 700; // before a resting pointer asks

export class Card {
  /** base is the report's address; marked(address, n) hears how many remarks are open there. */
  constructor({ table, dialog, hover, base, token, isBusy, marked, failed }) {
    Object.assign(this, { table, dialog, hover, base, token, isBusy, marked, failed });
    this.waiting = null;
    const { root } = table;
    root.addEventListener("pointerover", (event) => this.#rest(event));
    root.addEventListener("pointerleave", () => this.#away());
    root.addEventListener("pointerdown", () => this.#away());
    dialog.addEventListener("submit", (event) => this.#send(event));
    dialog.addEventListener("close", () => table.go(table.active));
    dialog.addEventListener("click", ({ target }) => target.closest("[data-close]") && dialog.close());
  }

  /** Open everything that is known of a cell, over the sheet. */
  async open(address) {
    this.#away();
    const text = await this.#ask(address);
    if (text === null) return;
    this.#show(text);
    if (!this.dialog.open) this.dialog.showModal();
  }

  #rest(event) {
    this.#away();
    const cell = event.target.closest("td[data-address]");
    if (!cell || event.pointerType !== "mouse" || event.buttons || cell.classList.contains("closed")) return;
    this.waiting = setTimeout(() => this.#beside(cell), LINGER);
  }

  async #beside(cell) {
    const asked = this.waiting;
    if (this.isBusy()) return;
    const text = await this.#ask(cell.dataset.address);
    if (text === null || this.waiting !== asked) return;
    this.hover.innerHTML = text;
    this.hover.querySelectorAll("form, details, a").forEach((one) => one.remove());
    this.hover.showPopover();
    const { left, bottom, top } = cell.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.hover;
    const below = bottom + 4 + height <= innerHeight;
    this.hover.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
    this.hover.style.top = `${below ? bottom + 4 : Math.max(4, top - height - 4)}px`;
  }

  #away() {
    clearTimeout(this.waiting);
    this.waiting = null;
    if (this.hover.matches(":popover-open")) this.hover.hidePopover();
  }

  async #ask(address) {
    try {
      const answer = await fetch(`${this.base}cells/${encodeURIComponent(address)}/?card=1`, { redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.text();
    } catch {
      this.failed();
      return null;
    }
  }

  #show(text) {
    this.dialog.querySelector("[data-content]").innerHTML = text;
    const card = this.dialog.querySelector("[data-cell]");
    this.marked(card.dataset.cell, card.querySelectorAll(".thread .state-soon").length);
  }

  /** Keep a remark without leaving the sheet. */
  async #send(event) {
    event.preventDefault();
    const said = new FormData(event.target, event.submitter);
    said.set("card", "1");
    try {
      const answer = await fetch(event.target.action, {
        method: "POST", body: said, redirect: "error", headers: { "X-CSRFToken": this.token },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#show(await answer.text());
    } catch {
      this.failed();
    }
  }
}
