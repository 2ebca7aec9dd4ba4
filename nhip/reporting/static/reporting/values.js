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

export function amountOf(value) {
  return value.state === "nil" ? ZERO : value.amount;
}

export function isMissing(value) {
  return value.state === "missing";
}

export function same(one, other) {
  if (one.state !== other.state) return false;
  return one.state !== "number" || compare(one.amount, other.amount) === 0;
}

/** Return a value as it is printed in its cell. */
export function shown(value, places) {
  if (value.state === "number") return format(value.amount, places);
  return value.state === "nil" ? NIL_SIGN : MISSING_SIGN;
}

/** Return a value as it stands in its field, so that typing it again means the same. */
export function typedText(value, places) {
  if (value.state !== "number") return value.state === "nil" ? NIL_SIGN : "";
  const rounded = quantize(value.amount, places);
  return compare(rounded, value.amount) === 0 ? format(rounded) : format(value.amount);
}
