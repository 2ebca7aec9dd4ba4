// Ai đang mở bảng: says now and then where one is, shows where the others are, hears what moved.

const EVERY = 15000;
const SOON = 2000; // after one moved to another cell

export class Presence {
  /** heard(facts) gets who else is here and the revision of what is stored. */
  constructor({ address, token, cellNow, table, list, words, moved }) {
    Object.assign(this, { address, token, cellNow, table, list, words, moved });
    this.timer = null;
    this.said = "";
    this.cells = [];
    document.addEventListener("visibilitychange", () => !document.hidden && this.say());
    addEventListener("pagehide", () => navigator.sendBeacon(address, this.#form({ left: "1" })));
    this.say();
  }

  /** Say soon that one went to another cell. */
  soon() {
    if (this.cellNow() !== this.said) this.#again(SOON);
  }

  async say() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    this.said = this.cellNow();
    try {
      const answer = await fetch(this.address, {
        method: "POST", body: this.#form({ cell: this.said }), redirect: "error",
      });
      if (answer.ok) this.#heard(await answer.json());
    } catch {
      this.#heard({ others: [] }); // nobody knows who is here while the line is down
    }
    this.#again(EVERY);
  }

  #again(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(), pause);
  }

  #heard({ revision, others }) {
    for (const cell of this.cells) {
      cell.classList.remove("attended");
      delete cell.dataset.who;
    }
    this.cells = [];
    for (const { who, cell: address } of others) {
      const cell = this.table.cells.get(address);
      if (!cell) continue;
      cell.classList.add("attended");
      cell.dataset.who = who;
      this.cells.push(cell);
    }
    const named = others.map(({ who, place }) => (place ? `${who} (${place})` : who));
    const text = named.length ? `${this.words.here}: ${named.join("; ")}` : "";
    if (this.list.textContent !== text) this.list.textContent = text;
    if (revision !== undefined) this.moved(revision);
  }

  #form(facts) {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", this.token);
    for (const [name, value] of Object.entries(facts)) form.set(name, value);
    return form;
  }
}
