// Bên cạnh bảng: the card of a cell, who else is here, filters, find and replace.

import { Card } from "./card.js";
import { Filters } from "./filters.js";
import { Presence } from "./presence.js";
import { Replacing } from "./replacing.js";

/** Begin everything that goes along with a sheet in use. */
export function accompany({ form, table, sheet, saver, keys, change, say, placeOf }) {
  const part = (name) => document.querySelector(`[data-part=${name}]`);
  const words = part("tools").dataset;
  const { base } = form.dataset;
  const token = form.elements.csrfmiddlewaretoken.value;
  const cellNow = () => table.addressAt(table.active) ?? "";

  const card = new Card({
    table, dialog: part("card"), hover: part("hover"), base, token,
    isBusy: () => keys.field !== null, marked: (address, n) => mark(table, address, n),
    failed: () => say(words.card_failed),
  });
  const replacing = new Replacing({ dialog: part("replacing"), table, sheet, words, change, say, placeOf });
  const filters = new Filters({ select: part("filter"), table, sheet, base, words, say });
  const presence = new Presence({
    address: `${base}presence/`, token, cellNow, table, list: part("here"), words,
    moved: (revision) => revision > saver.revision && saver.catchUp(),
  });

  const { moved } = table;
  table.moved = () => {
    moved();
    presence.soon();
  };
  const tools = {
    about: () => card.open(cellNow()), replace: () => replacing.open(),
    filter: () => filters.select.focus(),
  };
  document.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]")?.dataset.tool;
    const link = event.target.closest("a[data-card]");
    if (tool) tools[tool]();
    if (!link) return;
    event.preventDefault();
    card.open(link.dataset.card);
  });
  table.root.addEventListener("keydown", (event) => {
    const tool = !keys.field && (event.ctrlKey || event.metaKey) && toolOf(event);
    if (!tool) return;
    event.preventDefault();
    event.stopPropagation();
    tools[tool]();
  }, true);
}

function toolOf({ key, shiftKey }) {
  if (key === "Enter") return shiftKey ? null : "about"; // with Shift it adds a row to a list
  if (key.toLowerCase() === "h") return "replace";
  return shiftKey && key.toLowerCase() === "l" ? "filter" : null;
}

/** Keep the sign of open remarks in a cell's corner. */
function mark(table, address, count) {
  const cell = table.cells.get(address);
  if (!cell) return;
  cell.querySelector(".marks")?.remove();
  if (!count) return;
  const sign = document.createElement("span");
  sign.className = "beside marks";
  sign.textContent = `✎ ${count}`;
  cell.append(sign);
}
