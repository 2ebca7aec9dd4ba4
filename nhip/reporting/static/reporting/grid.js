// Bảng nhập: makes a spreadsheet of the worksheet's table; without it the plain form still works.

import { findInText, render } from "./checking.js";
import { Clashes } from "./clashes.js";
import { tidy } from "./clipboard.js";
import { accompany } from "./companions.js";
import { isRoster, parts } from "./evaluation.js";
import { Findings } from "./findings.js";
import { Keys } from "./keys.js";
import { Saver } from "./saving.js";
import { Sheet } from "./sheet.js";
import { Table } from "./table.js";
import { Lists } from "./lists.js";
import { MISSING } from "./values.js";

const form = document.getElementById("worksheet");
const data = JSON.parse(document.getElementById("live-sheet").textContent);
const words = form.querySelector("[data-words]").dataset;
const shelf = `nhip:${form.dataset.person}:${data.report}`;
const sheet = new Sheet(data);
const table = new Table(form.querySelector("table.sheet"), sheet, words);
const part = (name) => form.querySelector(`[data-part=${name}]`);

const lists = new Lists({ form, sheet, table, change, say, words });

const findings = new Findings({
  section: part("findings"), counts: part("counts"), words, said: data.findings,
  explained: data.explained, placeOf: ({ row, column }) => placeOf(row, column),
});
const saver = new Saver({
  address: form.dataset.saving, token: form.elements.csrfmiddlewaretoken.value,
  revision: Number(form.elements.revision.value), keep, isReady, told,
  stored: new Map(sheet.lists.map((list) => [`${list}!#`, sheet.typed.get(`${list}!#`)])),
});
const clashes = new Clashes({
  section: part("clashes"), decide, placeOf: (name) => placeOf(...parts(name)),
  shownOurs: (name) => saver.cells.get(name) ?? saver.texts.get(name),
});
const keys = new Keys({
  table, sheet, heads: headsOf, words, change, turn, say,
  help: () => part("keys").showModal(), typing: keepTyping, lists,
});
begin();

/** Store what was typed as one step, show it, and send it soon. */
function change(changes) {
  after(sheet.type(changes));
}

function turn(which) {
  const changed = sheet[which]();
  after(changed);
  if (changed.length) table.goTo(changed[0]);
  say(changed.length ? words[which] : words.nothing);
}

function after(changed) {
  if (!changed.length) return;
  for (const address of lists.follow(changed, saver)) saver.note("cells", address, sheet.typed.get(address));
  show(changed);
  saver.soon();
}

function show(changed) {
  table.paint(changed);
  showFindings();
  showActive();
}

function showFindings() {
  const texts = new Map(sections().map((field) => [codeOf(field), field.value]));
  findings.show([...sheet.found, ...findInText(sheet.form, texts)], sheet.empty);
  for (const field of sections()) {
    const preview = form.querySelector(`[data-preview="${codeOf(field)}"]`);
    preview.hidden = !field.value.trim();
    preview.lastElementChild.textContent = render(field.value, printed);
  }
}

function printed(address) {
  const value = sheet.figures.get(address) ?? MISSING;
  if (value.state === "nil") return words.nil_in_words;
  return value.state === "missing" ? "…" : sheet.shown(address);
}

/** Say of the active cell where it stands and what stood there before. */
function showActive() {
  const cell = table.cellAt(table.active);
  const [row, column] = parts(cell.dataset.address);
  part("place").textContent = placeOf(row, column);
  const beside = [...cell.querySelectorAll(".beside, .fault, .verdict")];
  part("beside").textContent = beside.map((one) => one.textContent.trim()).join(" · ");
}

function placeOf(row, column) {
  if (!sheet.form.row.has(row))
    return sheet.form.outline.find((one) => one.code === row)?.heading ?? row;
  const label = (id) => document.getElementById(id)?.textContent.trim() ?? "";
  if (sheet.form.columns.length === 1) return label(`row-${row}`);
  return `${label(`row-${row}`)}, ${label(`col-${column}`)}`;
}

function headsOf() {
  const said = [...table.root.querySelectorAll("th, tbody td:not([data-address])")];
  const byRow = table.rows.map(([cell]) => tidy(cell.parentElement.querySelector("th").textContent));
  return {
    heads: new Set(said.map((one) => tidy(one.textContent)).filter(Boolean)),
    labels: new Set(byRow), byRow,
  };
}

function isReady(kind, name) {
  if (kind === "cells") return isRoster(name) || (sheet.isInput(name) && sheet.isReadable(name));
  if (kind === "explanations") return Boolean(saver.explanations.get(name).trim());
  const text = new Map([[name, saver.texts.get(name)]]);
  return !findInText(sheet.form, text).some((one) => one.row === name && one.code === "text-names-no-cell");
}

/** Tell the person what became of what they typed. */
function told(kind, facts) {
  const state = part("state");
  const count = (text) => text.replace("{n}", facts.waiting);
  form.elements.revision.value = saver.revision;
  if (kind === "merged") return merged(facts);
  if (kind === "unreadable") return say(Object.values(facts.faults)[0]);
  const waits = unreadable().length;
  const saved = waits ? words.unreadable_wait.replace("{n}", waits)
    : `✔ ${words.saved.replace("{at}", facts.saved_at)}`;
  const texts = {
    waiting: () => words.waiting, saving: () => words.saving,
    saved: () => (facts.clashes?.size ? words.choose : saved),
    offline: () => count(words.offline), "signed-out": () => words.signed_out,
    refused: () => facts.message ?? words.refused,
  };
  const tone = { saved: waits || facts.clashes?.size ? "soon" : "done", waiting: "plain", saving: "plain" };
  state.textContent = texts[kind]();
  state.className = `state state-${tone[kind] ?? "late"}`;
}

function merged({ adopted, clashes: open }) {
  const changed = sheet.adopt(adopted.map(([name, one]) => [name, one.typed]));
  lists.follow(changed, saver);
  table.paint(changed);
  table.markFresh(changed);
  showFindings();
  clashes.show(open);
  if (changed.length)
    say(words.adopted.replace("{n}", changed.length).replace("{who}", adopted[0][1].who));
}

function decide(names, ours) {
  for (const name of names) {
    const clash = saver.clashes.get(name);
    if (!ours && clash.part === "cells") show(sheet.adopt([[name, clash.typed]]));
    if (!ours && clash.part === "texts") form.elements[`text:${name}`].value = clash.typed;
    saver.decide(name, ours);
  }
  clashes.show(saver.clashes);
  table.go(table.active);
}

function unreadable() {
  return sheet.form.inputs.filter((address) => !sheet.isReadable(address));
}

function keep(batch) {
  try {
    if (batch) localStorage.setItem(shelf, JSON.stringify(batch));
    else localStorage.removeItem(shelf);
  } catch {
    say(words.not_kept);
  }
}

/** Keep every keystroke, so that a closed lid or a lost page loses nothing. */
function keepTyping(address, text) {
  if (address) localStorage.setItem(`${shelf}:typing`, JSON.stringify([address, text]));
  else localStorage.removeItem(`${shelf}:typing`);
}

function kept(name) {
  return JSON.parse(localStorage.getItem(name) ?? "null");
}

function say(text) {
  part("said").textContent = text;
}

function sections() {
  return [...form.querySelectorAll("textarea[name^='text:']")];
}

function codeOf(field) {
  return field.name.slice("text:".length);
}

function begin() {
  for (const [code, text] of Object.entries(data.texts)) saver.seen.set(code, text);
  const typed = table.takeOver();
  form.querySelectorAll(".plain-only").forEach((one) => one.remove());
  const earlier = kept(shelf);
  if (earlier) saver.resume(earlier);
  const half = kept(`${shelf}:typing`);
  const changed = sheet.adopt([...typed, ...lists.first(saver.cells), ...(half ? [half] : [])]);
  lists.follow(changed, saver);
  for (const address of changed) saver.note("cells", address, sheet.typed.get(address));
  for (const [code, text] of saver.texts)
    if (form.elements[`text:${code}`]) form.elements[`text:${code}`].value = text;
  for (const [key, text] of saver.explanations) findings.explanations.set(key, text);
  document.documentElement.classList.replace("starting", "spreadsheet");
  table.moved = showActive;
  table.paintAll();
  table.go({ r: 0, c: 0 }, { focus: false });
  showFindings();
  listen();
  accompany({ form, table, sheet, saver, keys, change, say, placeOf });
  if (changed.length || earlier) saver.soon();
}

function listen() {
  form.addEventListener("input", ({ target }) => {
    const [kind, ...name] = (target.name ?? "").split(":");
    if (kind === "text") saver.note("texts", name.join(":"), target.value);
    else if (kind === "explain") {
      findings.explanations.set(name.join(":"), target.value);
      saver.note("explanations", name.join(":"), target.value);
    } else return;
    showFindings();
    saver.soon();
  });
  form.addEventListener("click", (event) => {
    const { target } = event;
    const link = target.closest("a[href^='#cell-']");
    const deed = target.closest("[data-deed]")?.dataset.deed;
    if (link) table.goTo(document.getElementById(link.hash.slice(1))?.dataset.address);
    if (deed) event.preventDefault();
    if (deed) deeds[deed](target.closest("[data-deed]").dataset);
  });
  form.addEventListener("submit", submit);
  addEventListener("resize", () => table.keepHeadsClear());
  addEventListener("beforeunload", (event) => {
    keys.commit(false);
    if (saver.failures && (saver.cells.size || saver.texts.size)) event.preventDefault();
  });
}

/** Put up only what is stored whole: nothing waiting, nothing unreadable, nothing undecided. */
async function submit(event) {
  event.preventDefault();
  const { submitter } = event;
  keys.commit(false);
  const all = await saver.flush();
  if (unreadable().length) return table.goTo(unreadable()[0]);
  if (!all) return say(saver.clashes.size ? words.choose : words.first_save);
  const then = Object.assign(document.createElement("input"), {
    type: "hidden", name: submitter.name, value: submitter.value,
  });
  form.append(then);
  form.elements.revision.value = saver.revision;
  form.submit();
}

const deeds = {
  nil: () => keys.putInBlock("–"),
  clear: () => keys.putInBlock(""),
  undo: () => turn("undo"),
  redo: () => turn("redo"),
  help: () => part("keys").showModal(),
  close: () => part("keys").close(),
  "add-row": ({ list }) => lists.add(list),
  "remove-row": ({ row }) => lists.remove(row),
  "nil-rest": () => {
    change(sheet.form.inputs.filter((one) => sheet.typed.get(one) === "").map((one) => [one, "–"]));
    table.go(table.active);
  },
};
