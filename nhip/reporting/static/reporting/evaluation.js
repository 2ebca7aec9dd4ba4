// Tính biểu thức: the trees the server parsed, worked out by the server's own rules.

import * as dec from "./decimal.js";
import { MISSING, NIL, amountOf, isMissing, number } from "./values.js";

/** Biểu mẫu: rows, columns, formulas and checks, as the server emits them. */
export class Form {
  constructor(said) {
    const data = spread(said);
    this.rows = data.rows;
    this.columns = data.columns;
    this.checks = data.checks;
    this.outline = data.outline;
    this.lines = data.lines;
    this.row = new Map(data.rows.map((row) => [row.code, row]));
    this.column = new Map(data.columns.map((column) => [column.code, column]));
    this.children = grouped(data.rows.filter((row) => !row.heading));
    this.formulas = new Map();
    this.addresses = [];
    const closed = new Set(data.closed);
    for (const row of data.rows) {
      for (const column of row.heading ? [] : data.columns) {
        const address = `${row.code}!${column.code}`;
        if (closed.has(address)) continue;
        this.addresses.push(address);
        const formula = data.cell_formulas[address] ?? column.formula ?? row.formula;
        if (formula) this.formulas.set(address, formula);
      }
    }
    this.open = new Set(this.addresses);
    this.inputs = this.addresses.filter((address) => !this.formulas.has(address));
    this.isInput = new Set(this.inputs);
  }

  /** Return the column of a cell. */
  columnOf(address) {
    return this.column.get(parts(address)[1]);
  }

  /** Return the formula of an open cell: its own, else the column's, else the row's. */
  formula(address) {
    return this.formulas.get(address);
  }

  typeOf(address) {
    const [row, column] = parts(address);
    const { type } = this.column.get(column);
    return WORDS.has(type) ? type : this.row.get(row).type ?? type;
  }

  placesOf(address) {
    const [row, column] = parts(address);
    return this.row.get(row).places ?? this.column.get(column).places;
  }

  /** Return the cell a reference means, seen from a place; one of another form names its form. */
  resolve(name, column, place) {
    if (column !== null) return `${name}!${column}`;
    const [row, here] = parts(place);
    if (isForeign(name)) {
      const end = name.indexOf("]") + 1;
      return `${name.slice(0, end)}${row}!${name.slice(end)}`;
    }
    return this.column.has(name) ? `${row}!${name}` : `${name}!${here}`;
  }

  /** Return the open cells of a range or of the rows under the present one. */
  members(node, place) {
    const [row, column] = parts(place);
    let cells;
    if (node[0] !== "range") {
      const under = (this.children.get(row) ?? [])
        .filter((one) => one.of_which === (node[0] === "of_which"));
      cells = under.map((one) => `${one.code}!${column}`);
    } else if (this.column.has(node[1])) {
      cells = between(this.columns, node).map((one) => `${row}!${one.code}`);
    } else {
      const rows = between(this.rows, node).filter((one) => !one.heading);
      cells = rows.map((one) => `${one.code}!${column}`);
    }
    return cells.filter((cell) => this.open.has(cell));
  }
}

/** Return what an expression comes to at a place; figure(address, when) says what cells hold. */
export function evaluate(node, place, form, figure) {
  const value = (part) => evaluate(part, place, form, figure);
  const [kind, ...rest] = node;
  switch (kind) {
    case "number":
      return number(dec.decimal(rest[0]));
    case "cell":
      return figure(form.resolve(rest[0], rest[1], place), isForeign(rest[0]) ? "elsewhere" : "now");
    case "prev": case "last_year": case "earlier": case "below": case "plan":
      return figure(form.resolve(rest[0][1], rest[0][2], place), kind);
    case "minus":
      return joined([value(rest[0])], ([one]) => dec.negate(one));
    case "round":
      return joined([value(rest[0])], ([one]) => dec.round(one, rest[1]));
    case "+": case "-": case "*": case "/":
      return joined([value(rest[0]), value(rest[1])], OPERATIONS[kind]);
    case "if": {
      const answer = holds(rest[0], place, form, figure);
      return answer === null ? MISSING : value(answer ? rest[1] : rest[2]);
    }
    case "tally":
      return tallied(rest, form, (cell) => figure(cell, "now"));
    case "first_known":
      return rest.reduce((found, part) => (isMissing(found) ? value(part) : found), MISSING);
  }
  const values = rest.flatMap((part) =>
    SETS.has(part[0])
      ? form.members(part, place).map((cell) => figure(cell, "now"))
      : [value(part)],
  );
  return values.length ? joined(values, FUNCTIONS[kind]) : MISSING;
}

/** Return a result as a figure: rounded half-up, and missing where it is beyond all figures. */
export function settled(value, places) {
  if (value.state !== "number") return value;
  return dec.isTooLarge(value.amount) ? MISSING : number(dec.quantize(value.amount, places));
}

/** Return both sides of a check and whether it holds, or null while a part is missing. */
export function compareSides([sign, left, right], place, form, figure) {
  const one = evaluate(left, place, form, figure);
  const other = evaluate(right, place, form, figure);
  if (isMissing(one) || isMissing(other)) return null;
  const order = dec.compare(amountOf(one), amountOf(other));
  return { left: one, right: other, holds: RELATIONS[sign](order) };
}

/** Return the first cell of this form that an expression looks at: the one a check judges. */
export function firstRead(node, place, form) {
  if (!Array.isArray(node)) return null;
  if (node[0] === "cell") return isForeign(node[1]) ? null : form.resolve(node[1], node[2], place);
  if (SETS.has(node[0])) return form.members(node, place)[0] ?? null;
  for (const part of node.slice(1)) {
    const found = firstRead(part, place, form);
    if (found) return found;
  }
  return null;
}

export function parts(address) {
  const at = address.indexOf("!");
  if (at < 0) return [address, ""];
  return [address.slice(0, at), address.slice(at + 1)];
}

/** Count the rows of a list, or add up one of their columns; with an answer only those that gave it. */
function tallied([list, column, asked, choice], form, figure) {
  const rows = form.lines.get(list);
  if (rows.length === 1 && rows[0] === list) {
    const own = form.columns.map((one) => `${list}!${one.code}`).find((cell) => form.open.has(cell));
    return figure(own).state === "nil" ? NIL : MISSING;
  }
  const answers = asked === null ? [] : rows.map((row) => figure(`${row}!${asked}`));
  if (answers.some(isMissing)) return MISSING;
  const fitting = asked === null ? rows : rows.filter((_row, at) => answers[at].text === choice);
  if (column === null || !fitting.length) return number(dec.decimal(String(fitting.length)));
  return joined(fitting.map((row) => figure(`${row}!${column}`)), FUNCTIONS.sum);
}

/** Return a form's parts with its repeated rows as its rosters say, as the server spreads them. */
function spread(data) {
  const lines = new Map();
  for (const row of data.rows) {
    if (!row.repeat) continue;
    const keys = data.rosters[row.code];
    lines.set(row.code, keys.length ? keys.map((key) => `${row.code}.${key}`) : [row.code]);
  }
  if (!lines.size) return { ...data, lines };
  const cells = (address) => {
    const [row, column] = parts(address);
    return (lines.get(row) ?? [row]).map((one) => `${one}!${column}`);
  };
  return {
    ...data,
    lines,
    rows: data.rows.flatMap((row) => (lines.get(row.code) ?? [row.code]).map((code) => ({ ...row, code }))),
    closed: data.closed.flatMap(cells),
    cell_formulas: Object.fromEntries(Object.entries(data.cell_formulas)
      .flatMap(([address, tree]) => cells(address).map((one) => [one, tree]))),
    checks: data.checks.map((check) => ({ ...check, places: check.places.flatMap(cells) })),
  };
}

function joined(values, how) {
  if (values.some(isMissing)) return MISSING;
  const amount = how(values.map(amountOf));
  if (amount === null) return MISSING;
  return values.every((value) => value.state === "nil") ? NIL : number(amount);
}

/** Tell whether a condition holds; null while a part of its comparison is missing. */
function holds(condition, place, form, figure) {
  if (condition[0] in RELATIONS) return compareSides(condition, place, form, figure)?.holds ?? null;
  const { state } = evaluate(condition[1], place, form, figure);
  return state === (condition[0] === "is_nil" ? "nil" : "missing");
}

/** Tell whether a name is that of a list's rows, which stand among the cells as words. */
export function isRoster(address) {
  return address.endsWith("!#");
}

function isForeign(row) {
  return row.startsWith("[");
}

function between(list, [, first, last]) {
  const codes = list.map((one) => one.code);
  return list.slice(codes.indexOf(first), codes.indexOf(last) + 1);
}

function grouped(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.parent, [...(found.get(row.parent) ?? []), row]);
  return found;
}

const extreme = (wanted) => (values) =>
  values.reduce((best, one) => (dec.compare(one, best) === wanted ? one : best));

export const WORDS = new Set(["text", "date", "choice"]);
const SETS = new Set(["range", "children", "of_which"]);
const OPERATIONS = {
  "+": ([one, other]) => dec.add(one, other),
  "-": ([one, other]) => dec.add(one, dec.negate(other)),
  "*": ([one, other]) => dec.multiply(one, other),
  "/": ([one, other]) => dec.divide(one, other),
};
const FUNCTIONS = {
  sum: (values) => values.reduce(dec.add, dec.ZERO),
  max: extreme(1),
  min: extreme(-1),
  abs: ([one]) => (one.digits < 0n ? dec.negate(one) : one),
};
const RELATIONS = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<=": (order) => order <= 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  ">": (order) => order > 0,
};
