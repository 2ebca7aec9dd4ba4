// Giá trị của ô: missing, nil and zero stay three things, as the server tells them apart.

import { ZERO, compare, decimal, format, parse, quantize } from "./decimal.js";

export const MISSING = Object.freeze({ state: "missing" });
export const NIL = Object.freeze({ state: "nil" });
export const MISSING_SIGN = "·";
export const NIL_SIGN = "–";

const DASHES = new Set(["-", "–", "—"]);

export function number(amount) {
  return { state: "number", amount };
}

/** Return a value from what the server says: "12.5" or "nil"; nothing said is missing. */
export function said(text) {
  if (text === undefined || text === "missing") return MISSING;
  if (text.startsWith('"')) return written(text.slice(1));
  return text === "nil" ? NIL : number(decimal(text));
}

/** Return the value meant by what was typed, or null when it cannot be read. */
export function read(typed, nilWords) {
  const bare = typed.normalize("NFC").trim();
  if (bare === "") return MISSING;
  if (DASHES.has(bare) || nilWords.includes(bare.toLowerCase())) return NIL;
  const amount = parse(bare);
  return amount && number(amount);
}

export function written(text) {
  return { state: "written", text };
}

/** Return the words meant by what was typed in a column, or null when they are no answer there. */
export function readWords(typed, column, nilWords) {
  const bare = typed.normalize("NFC").trim().replace(/\s+/g, " ");
  if (bare === "") return MISSING;
  if (DASHES.has(bare) || nilWords.includes(bare.toLowerCase())) return NIL;
  if (column.type === "date") return day(bare);
  if (column.type === "choice") {
    const said = bare.toLowerCase();
    const chosen = column.choices.find((one) => one.words.includes(said));
    return chosen ? written(chosen.code) : null;
  }
  return bare.length <= column.longest ? written(bare) : null;
}

/** Return words as they are printed: a day as 14/08/2021, a choice by its label. */
export function shownWords(value, column) {
  const chosen = column.choices.find((one) => one.code === value.text);
  return chosen ? chosen.label : typedWords(value);
}

/** Return words as they stand in a field. */
export function typedWords({ text }) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return found ? `${found[3]}/${found[2]}/${found[1]}` : text;
}

function day(text) {
  const said = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!said && !iso) return null;
  const [y, m, d] = (said ? [said[3], said[2], said[1]] : iso.slice(1)).map(Number);
  const date = new Date(Date.UTC(y, m - 1, d));
  const fits = date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
  return fits ? written(date.toISOString().slice(0, 10)) : null;
}

export function amountOf(value) {
  return value.state === "nil" ? ZERO : value.amount;
}

export function isMissing(value) {
  return value.state === "missing";
}

export function same(one, other) {
  if (one.state !== other.state || one.text !== other.text) return false;
  return one.state !== "number" || compare(one.amount, other.amount) === 0;
}

/** Return a value as it is printed in its cell. */
export function shown(value, places) {
  if (value.state === "number") return format(value.amount, places);
  if (value.state === "written") return value.text;
  return value.state === "nil" ? NIL_SIGN : MISSING_SIGN;
}

/** Return a value as it stands in its field, so that typing it again means the same. */
export function typedText(value, places) {
  if (value.state === "written") return value.text;
  if (value.state !== "number") return value.state === "nil" ? NIL_SIGN : "";
  const rounded = quantize(value.amount, places);
  return compare(rounded, value.amount) === 0 ? format(rounded) : format(value.amount);
}
