// Số thập phân: digits × 10^-scale in whole numbers, rounded as the server rounds; no binary floats.

const QUOTIENT_PLACES = 40;
const LARGEST = { digits: 10n ** 20n, scale: 0 };
const GROUPED = /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/;
const PLAIN = /^[+-]?\d+(,\d+)?$/;

export const ZERO = Object.freeze({ digits: 0n, scale: 0 });

/** Return a number from plain notation: "-12.50". */
export function decimal(text) {
  const [whole, fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** Read a number written the Vietnamese way, "1.234,56"; null when it can be read in no single way. */
export function parse(text) {
  const bare = text.trim().replaceAll("\u00a0", "").replaceAll(" ", "");
  if (!GROUPED.test(bare) && !PLAIN.test(bare)) return null;
  return decimal(bare.replaceAll(".", "").replace(",", ".").replace(/^\+/, ""));
}

/** Return the number as printed, "1.234,5"; without places every digit is kept. */
export function format(number, places = null) {
  const shown = quantize(number, places ?? Math.max(number.scale, 0));
  const sign = shown.digits < 0n ? "-" : "";
  const digits = String(magnitude(shown.digits)).padStart(shown.scale + 1, "0");
  const whole = digits.slice(0, digits.length - shown.scale);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  return sign + grouped + (shown.scale ? `,${digits.slice(-shown.scale)}` : "");
}

/** Return the number in plain notation without idle zeros, as programs read it: "12.5". */
export function plain(number) {
  const text = format(number).replaceAll(".", "").replace(",", ".");
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function add(one, other) {
  const [a, b, scale] = aligned(one, other);
  return { digits: a + b, scale };
}

export function negate(one) {
  return { digits: -one.digits, scale: one.scale };
}

export function multiply(one, other) {
  return { digits: one.digits * other.digits, scale: one.scale + other.scale };
}

/** Return the quotient rounded half-up to forty decimals, or null when the divisor is zero. */
export function divide(one, other) {
  if (other.digits === 0n) return null;
  const shift = QUOTIENT_PLACES + 1 - one.scale + other.scale;
  const above = one.digits * 10n ** BigInt(Math.max(shift, 0));
  const below = other.digits * 10n ** BigInt(Math.max(-shift, 0));
  return { digits: withoutLast(above / below, 1), scale: QUOTIENT_PLACES };
}

export function compare(one, other) {
  const [a, b] = aligned(one, other);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Round half-up to so many decimals: 2.5 becomes 3 and -2.5 becomes -3. */
export function quantize(number, places) {
  const surplus = number.scale - places;
  if (surplus <= 0) return { digits: number.digits * 10n ** BigInt(-surplus), scale: places };
  return { digits: withoutLast(number.digits, surplus), scale: places };
}

/** Round half-up to so many decimals, or to tens and thousands when there are fewer than none. */
export function round(number, places) {
  const { digits } = quantize(number, places);
  return places < 0 ? { digits: digits * 10n ** BigInt(-places), scale: 0 } : { digits, scale: places };
}

/** Tell whether a result is beyond the twenty whole digits that a figure may have. */
export function isTooLarge(number) {
  return compare({ digits: magnitude(number.digits), scale: number.scale }, LARGEST) >= 0;
}

function aligned(one, other) {
  const scale = Math.max(one.scale, other.scale);
  const raised = (number) => number.digits * 10n ** BigInt(scale - number.scale);
  return [raised(one), raised(other), scale];
}

function withoutLast(digits, count) {
  const unit = 10n ** BigInt(count);
  const rounded = (magnitude(digits) + unit / 2n) / unit;
  return digits < 0n ? -rounded : rounded;
}

function magnitude(digits) {
  return digits < 0n ? -digits : digits;
}
