// Kiểm tra số liệu: compute what is computed, then say all that is wrong, at its address.

import { ZERO, add, compare, plain, quantize } from "./decimal.js";
import { WORDS, compareSides, evaluate, firstRead, parts, settled } from "./evaluation.js";
import { MISSING, amountOf, isMissing } from "./values.js";

const PLACE = /\{([\p{L}\p{N}_][\p{L}\p{N}_.]*)!([\p{L}\p{N}_][\p{L}\p{N}_.]*)\}/gu;

/** Return all figures, the formula cells worked out afresh and rounded half-up at the end. */
export function compute(form, sheets) {
  const figures = new Map(sheets.now);
  for (const address of form.formulas.keys()) figures.delete(address);
  const figure = (address, when) => {
    if (when !== "now") return at(sheets[when], address);
    const known = figures.get(address);
    if (known !== undefined) return known;
    const formula = form.formula(address);
    if (!formula) return MISSING;
    const value = settled(evaluate(formula, address, form, figure), form.placesOf(address));
    figures.set(address, value);
    return value;
  };
  for (const address of form.formulas.keys()) figure(address, "now");
  return figures;
}

/** Return all that is wrong with complete figures; what is not filled in yet comes by itself. */
export function find(form, sheets) {
  const found = [...mistyped(form, sheets.now), ...ofWhich(form, sheets.now), ...broken(form, sheets)];
  const empty = form.inputs.filter(
    (address) => form.row.get(parts(address)[0]).required && isMissing(at(sheets.now, address)),
  );
  return { found, empty };
}

/** Return the sections that are unwritten, or speak of other cells than the outline asks for. */
export function findInText(form, texts) {
  return form.outline.flatMap((section) => {
    const text = (texts.get(section.code) ?? "").trim();
    const finding = (code, more) => ({ code, row: section.code, column: "", blocks: true, ...more });
    if (!text && section.required) return [finding("section-is-empty")];
    const said = placeholders(text);
    return [
      ...said.filter((cell) => !form.open.has(cell))
        .map((cell) => finding("text-names-no-cell", { found: cell })),
      ...placeholders(section.text).filter((cell) => !said.includes(cell))
        .map((cell) => finding("text-omits-figure", { expected: cell })),
    ];
  });
}

/** Return a text with each placeholder replaced by the figure of its cell. */
export function render(text, printed) {
  return text.replace(PLACE, (_all, row, column) => printed(`${row}!${column}`));
}

export function plainOf(value) {
  if (value.state === "written") return value.text;
  return value.state === "number" ? plain(value.amount) : value.state;
}

function placeholders(text) {
  return [...text.matchAll(PLACE)].map((match) => `${match[1]}!${match[2]}`);
}

function* mistyped(form, figures) {
  for (const address of form.addresses) {
    const figure = at(figures, address);
    const [, column] = parts(address);
    const isRepeated = form.lines.has(parts(address)[0]);
    if (figure.state === "nil" && !form.column.get(column).nil_allowed && !isRepeated)
      yield error("nil-not-allowed", address, "", "nil");
    if (isRepeated && !["nil", "missing"].includes(figure.state) && !form.formula(address))
      yield error("no-rows-yet", address, "", plainOf(figure));
    if (figure.state !== "number") continue;
    if (form.typeOf(address) === "count" && figure.amount.digits < 0n)
      yield error("below-zero", address, "≥ 0", plainOf(figure));
    const places = form.placesOf(address);
    if (compare(figure.amount, quantize(figure.amount, places)) !== 0)
      yield error("too-many-decimals", address, String(places), plainOf(figure));
  }
}

/** Trong đó: parts that need not be exhaustive may not exceed their whole. */
function* ofWhich(form, figures) {
  for (const parent of form.rows) {
    const under = form.rows.filter((row) => row.parent === parent.code && row.of_which);
    if (!under.length || parent.heading) continue;
    for (const column of form.columns) {
      const whole = at(figures, `${parent.code}!${column.code}`);
      if (column.type === "rate" || WORDS.has(column.type) || isMissing(whole)) continue;
      const known = under.map((row) => at(figures, `${row.code}!${column.code}`));
      const total = known.filter((one) => !isMissing(one)).map(amountOf).reduce(add, ZERO);
      if (compare(total, amountOf(whole)) > 0)
        yield error("parts-exceed-whole", `${parent.code}!${column.code}`,
          `≤ ${plainOf(whole)}`, plain(total));
    }
  }
}

function* broken(form, sheets) {
  const figure = (address, when) => at(sheets[when], address);
  for (const check of form.checks) {
    for (const place of check.places) {
      const sides = compareSides(check.comparison, place, form, figure);
      if (!sides || sides.holds) continue;
      const accused = firstNow(check.comparison, place, form) ?? place;
      const expected = `${check.comparison[0]} ${plainOf(sides.right)}`.replace(/^= /, "");
      yield { ...error(check.code, accused, expected, plainOf(sides.left)),
        blocks: check.severity === "error", message: check.message };
    }
  }
}

function firstNow([, left, right], place, form) {
  return firstRead(["sides", left, right], place, form);
}

function error(code, address, expected, found) {
  const [row, column] = parts(address);
  return { code, row, column, expected, found, blocks: true };
}

function at(figures, address) {
  return figures?.get(address) ?? MISSING;
}
