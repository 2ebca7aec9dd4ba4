// Nhập một lần: a figure that another report already gave is not changed without saying why.

import { compare } from "./decimal.js";
import { plainOf } from "./checking.js";
import { MISSING, amountOf, isMissing } from "./values.js";

/** Return a warning for each cell that says something else than what is known already. */
export function changed(form, figures, known) {
  return [...known].flatMap(([address, expected]) => {
    if (!form.open.has(address)) return []; // its row was taken away
    const found = figures.get(address) ?? MISSING;
    const [row, column] = address.split("!");
    if (isMissing(found) ? form.row.get(row).required : sameAmount(found, expected)) return [];
    const sides = { expected: plainOf(expected), found: plainOf(found) };
    return [{ code: "known-figure-changed", row, column, blocks: false, ...sides }];
  });
}

function sameAmount(one, other) {
  return compare(amountOf(one), amountOf(other)) === 0;
}
