// SPDX-License-Identifier: Apache-2.0
// Elements of the page, and numbers as people write them.

/** An element; attributes that are functions are listeners, children that are text are text. */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

function setAttribute(element, name, value) {
  if (typeof value === "function") element.addEventListener(name, value);
  else if (value !== null && value !== undefined && value !== false) {
    element.setAttribute(name, value === true ? "" : value);
  }
}

const PREFIXES = [[1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""], [1e-3, "m"],
  [1e-6, "\u00b5"], [1e-9, "n"], [1e-12, "p"], [1e-15, "f"], [1e-18, "a"], [1e-21, "z"]];

/** What a number counts: its unit, and that unit in terms of the one the data is in. */
const QUANTITIES = {
  energy: { unit: "J", base: 1e-12 },
  time: { unit: "s", base: 1 },
  power: { unit: "W", base: 1 },
  edp: { unit: "J\u00b7s", base: 1e-12 },
  rate: { unit: "/s", base: 1 },
  efficiency: { unit: "TOPS/W", base: 1, plain: true },
  area: { unit: "mm\u00b2", base: 1e-6, plain: true },
  count: { unit: "", base: 1, plain: true },
  number: { unit: "", base: 1, plain: true },
};

/** Factor and unit in which numbers up to `largest` of the data read well. */
function scaleOf(largest, quantity) {
  const { unit, base, plain } = QUANTITIES[quantity];
  if (plain) return { factor: base, unit };
  const value = Math.abs(largest) * base;
  const [size, prefix] = PREFIXES.find(([each]) => value >= each * 0.9995) ?? PREFIXES.at(-1);
  return { factor: base / size, unit: prefix + unit };
}

function digits(value, count = 4) {
  if (!Number.isFinite(value)) return "\u2013";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-3) return value.toExponential(count - 1).replace(/\.?0+e/, "e").replace("e+", "e");
  if (size >= 10 ** (count - 1)) return withCommas(Math.round(value));
  return String(Number(value.toPrecision(count)));
}

function withCommas(value) {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** "13.9 mJ"; counts are written out, "16,604,195". */
function quantityText(value, quantity) {
  if (value === null || value === undefined) return "\u2013";
  if (quantity === "count") return withCommas(value);
  const { factor, unit } = scaleOf(value, quantity);
  const text = digits(value * factor, quantity === "efficiency" ? 3 : 4);
  return unit ? `${text}\u00a0${unit}` : text;
}

function percent(share) {
  const value = 100 * share;
  return `${value > 0 && value < 0.1 ? "<0.1" : value.toFixed(1)}\u00a0%`;
}

/** "108 KiB", "12 b", "unlimited". */
function bitsText(bits) {
  if (bits === null) return "unlimited";
  if (bits % 8) return `${withCommas(bits)} b`;
  let size = bits / 8;
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (size < 1024 || unit === "GiB") return `${Number(size.toPrecision(4))}\u00a0${unit}`;
    size /= 1024;
  }
  return "";
}

function counted(count, word) {
  return `${withCommas(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** Text for plotly, which reads a little HTML. */
function plain(text) {
  return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** A button that copies a text. */
function copyButton(text) {
  const button = el("button", { type: "button", class: "quiet", click: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "copied";
    } catch {
      button.textContent = "select and copy it";
    }
  } }, "copy");
  return button;
}
