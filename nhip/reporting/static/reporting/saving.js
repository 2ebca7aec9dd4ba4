// Tự lưu: batches on the revision that was seen; what cannot be sent waits on this computer.

import { mergedKeys } from "./lists.js";

const PAUSE = 700;
const RETRIES = [2, 4, 8, 15, 30].map((seconds) => seconds * 1000);

export class Saver {
  /**
   * isReady(part, name) tells what can be sent; told(kind, facts) hears what became of it; stored
   * says which rows the lists have at the server.
   */
  constructor({ address, token, revision, keep, isReady, told, stored }) {
    Object.assign(this, { address, token, revision, keep, isReady, told, stored });
    this.cells = new Map();
    this.texts = new Map();
    this.explanations = new Map();
    this.seen = new Map();
    this.clashes = new Map();
    this.unanswered = new Map(); // what was sent and may be stored, though no answer came
    this.failures = 0;
    this.timer = null;
    this.sending = null;
    addEventListener("online", () => this.flush());
  }

  /** Take up what an earlier visit could not send. */
  resume(kept) {
    this.revision = kept.revision;
    for (const part of ["cells", "texts", "explanations", "seen"])
      this[part] = new Map(Object.entries(kept[part] ?? {}));
  }

  note(part, name, text) {
    this[part].set(name, text);
  }

  /** Keep everything at hand and send it after a short pause. */
  soon() {
    this.#keep();
    this.told("waiting", this.#facts());
    this.#again(PAUSE);
  }

  /** Send now; return whether everything is stored. */
  async flush() {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (!this.#batch()) return this.#isDone();
    this.sending = this.#send(this.#batch());
    const goOn = await this.sending;
    this.sending = null;
    return goOn ? this.flush() : this.#isDone();
  }

  /** Hear what others saved, though nothing of ours is to be sent. */
  async catchUp() {
    while (this.sending) await this.sending;
    if (this.#batch()) return this.flush();
    this.sending = this.#send({ cells: [], texts: [], explanations: [] });
    await this.sending;
    this.sending = null;
    return this.#isDone();
  }

  /** Decide a clash: keep ours, or take theirs. */
  decide(name, ours) {
    const clash = this.clashes.get(name);
    this.clashes.delete(name);
    if (clash.part === "texts") this.seen.set(name, clash.typed);
    if (!ours) this[clash.part].delete(name);
    this.soon();
  }

  #isDone() {
    return !this.cells.size && !this.texts.size && !this.explanations.size;
  }

  #batch() {
    const ready = (part) => [...this[part]].filter(
      ([name]) => this.clashes.get(name)?.part !== part && this.isReady(part, name),
    );
    const [cells, texts, explanations] = ["cells", "texts", "explanations"].map(ready);
    if (!cells.length && !texts.length && !explanations.length) return null;
    return { cells, texts, explanations };
  }

  async #send(batch) {
    this.told("saving", this.#facts());
    const body = JSON.stringify({
      revision: this.revision,
      cells: Object.fromEntries(batch.cells),
      texts: Object.fromEntries(batch.texts),
      explanations: Object.fromEntries(batch.explanations),
      seen: Object.fromEntries(this.seen),
    });
    let answer, said;
    try {
      answer = await fetch(this.address, {
        method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(20000),
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      });
      if (answer.status >= 500) throw new Error(String(answer.status));
      said = answer.type === "opaqueredirect" ? {} : await readJson(answer);
    } catch {
      return this.#missed(batch);
    }
    this.failures = 0;
    return this.#heard(answer, said, batch);
  }

  #heard(answer, said, batch) {
    if (answer.ok) return this.#stored(said, batch);
    if (answer.status === 409 && said.changes) return this.#merge(said);
    if (answer.status === 422 && said.faults) {
      for (const name of Object.keys(said.faults)) this.cells.delete(name);
      this.told("unreadable", said);
      return true;
    }
    this.#keep();
    this.told(answer.type === "opaqueredirect" || answer.status === 403 ? "signed-out" : "refused", said);
    return false;
  }

  #stored(said, batch) {
    this.revision = said.revision;
    this.unanswered.clear();
    for (const part of ["cells", "texts", "explanations"])
      for (const [name, text] of batch[part]) {
        if (this[part].get(name) === text) this[part].delete(name);
        if (this.stored.has(name)) this.stored.set(name, text);
        if (part === "texts") this.seen.set(name, text.normalize("NFC").trim());
      }
    this.#keep();
    this.told("saved", { ...said, ...this.#facts() });
    return true;
  }

  /** Set what others saved beside ours: what only they changed is taken, the rest is asked. */
  #merge(said) {
    this.revision = said.revision;
    const adopted = [];
    for (const [name, theirs] of Object.entries(said.changes)) {
      if (this.stored.has(name)) {
        adopted.unshift([name, this.#mergeList(name, theirs)]);
        continue;
      }
      const ours = this.cells.get(name);
      if (ours === theirs.typed) this.cells.delete(name);
      if (ours === undefined || ours === theirs.typed) {
        this.clashes.delete(name);
        adopted.push([name, theirs]);
      } else if (!this.#isOwn(name, theirs)) this.clashes.set(name, { ...theirs, part: "cells" });
    }
    for (const [name, theirs] of Object.entries(said.texts)) this.#mergeText(name, theirs);
    this.unanswered.clear();
    this.#keep();
    this.told("merged", { adopted, ...this.#facts() });
    return true;
  }

  /** Take the rows of both: nobody's row is lost, and none becomes another's. */
  #mergeList(name, theirs) {
    const typed = mergedKeys(this.stored.get(name), this.cells.get(name) ?? this.stored.get(name), theirs.typed);
    this.stored.set(name, theirs.typed);
    if (typed === theirs.typed) this.cells.delete(name);
    else this.cells.set(name, typed);
    return { ...theirs, typed };
  }

  #mergeText(name, theirs) {
    const ours = this.texts.get(name);
    if (ours === undefined || theirs.typed === (this.seen.get(name) ?? "")) return;
    if (ours.trim() === theirs.typed) this.texts.delete(name);
    else if (this.#isOwn(name, theirs)) this.seen.set(name, theirs.typed);
    else this.clashes.set(name, { ...theirs, part: "texts" });
  }

  /** Tell whether what stands stored is what this page sent before the line broke. */
  #isOwn(name, theirs) {
    return this.unanswered.get(name)?.has(theirs.typed) ?? false;
  }

  #missed(batch) {
    for (const [name, text] of [...batch.cells, ...batch.texts]) {
      const sent = this.unanswered.get(name) ?? new Set();
      this.unanswered.set(name, sent.add(text.normalize("NFC").trim()));
    }
    const pause = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.#keep();
    this.told("offline", { ...this.#facts(), pause });
    this.#again(pause);
    return false;
  }

  #again(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  #facts() {
    return { waiting: this.cells.size + this.texts.size + this.explanations.size, clashes: this.clashes };
  }

  #keep() {
    const plain = (map) => Object.fromEntries(map);
    this.keep(this.#isDone() ? null : {
      revision: this.revision, cells: plain(this.cells), texts: plain(this.texts),
      explanations: plain(this.explanations), seen: plain(this.seen),
    });
  }
}

async function readJson(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
