// SPDX-License-Identifier: Apache-2.0
// What the file holds, as the panels want it.

async function unpacked(id) {
  const element = document.getElementById(id);
  const letters = atob(element.textContent);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; ++i) bytes[i] = letters.charCodeAt(i);
  element.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

async function loadPlotly() {
  const script = el("script");
  script.textContent = await unpacked("plotly-packed");
  document.head.append(script);
}

/** What designs are compared by; `better` is "less", "more" or nothing where it is no merit. */
const METRICS = [
  { key: "energy", label: "energy", quantity: "energy", better: "less", of: (d) => d.energy_pj },
  { key: "latency", label: "latency", quantity: "time", better: "less", of: (d) => d.latency_s },
  { key: "area", label: "area", quantity: "area", better: "less", of: (d) => d.area_um2 },
  { key: "edp", label: "EDP", quantity: "edp", better: "less", of: (d) => d.energy_pj * d.latency_s },
  { key: "power", label: "power", quantity: "power", better: "less",
    of: (d) => (d.energy_pj * 1e-12) / d.latency_s },
  { key: "throughput", label: "runs per second", quantity: "rate", better: "more",
    of: (d) => 1 / d.latency_s },
  { key: "efficiency", label: "efficiency", quantity: "efficiency", better: "more",
    of: (d) => (2 * report.macs) / d.energy_pj },
  { key: "cycles", label: "cycles", quantity: "count", better: "less", of: (d) => d.latency_cycles },
  { key: "units", label: "compute units", quantity: "count", better: "", of: (d) => d.compute_units },
];

let report = null;

async function loadReport() {
  report = JSON.parse(await unpacked("data-packed"));
  report.isSweep = report.kind === "sweep";
  report.word = report.isSweep ? "design" : "point";
  report.designs.forEach((design, index) => {
    design.index = index;
    design.fits = design.energy_pj !== null;
  });
  report.feasible = report.designs.filter((design) => design.fits);
  report.metrics = METRICS.filter(isKnown);
  report.parameters.forEach((parameter, position) => {
    parameter.of = (design) => design.numbers[position] ?? design.settings[position];
    parameter.textOf = (design) => settingText(design, position);
    parameter.isNumber = report.designs.every((design) => typeof design.numbers[position] === "number");
    parameter.values = distinct(report.designs, parameter);
  });
  report.varied = report.parameters.filter((each) => !each.derived && each.values.length > 1);
  report.components = componentNames();
}

function isKnown(metric) {
  if (metric.key === "efficiency" && !report.macs) return false;
  if (metric.key !== "area" && metric.key !== "units") return true;
  return report.isSweep && report.feasible.some((design) => metric.of(design) > 0);
}

function settingText(design, position) {
  const number = design.numbers[position];
  const text = design.settings[position];
  return typeof number === "number" && text === String(number) ? digits(number) : text;
}

function distinct(designs, parameter) {
  const values = [...new Set(designs.map(parameter.of))];
  return parameter.isNumber ? values.sort((a, b) => a - b) : values;
}

function metric(key) {
  return report.metrics.find((each) => each.key === key);
}

function bestBy(of, designs = report.feasible) {
  return designs.reduce((best, each) => (best === null || of(each) < of(best) ? each : best), null);
}

const edp = (design) => design.energy_pj * design.latency_s;

/** "design 412", with its settings where it has any. */
function nameOf(design) {
  return `${report.word} ${design.id}`;
}

function settingsText(design) {
  return report.varied.map((each) => `${each.name} ${each.textOf(design)}`).join(" \u00b7 ");
}

function chipOf(design) {
  return design.chip === null ? null : report.chips[design.chip];
}

/** The layers of a design in its optimum, each with its mapping. */
function layersOf(design) {
  return (design.layers ?? []).map(([name, runs, mapping]) =>
    ({ name, runs, ...report.mappings[mapping], ...report.shapes[report.mappings[mapping].shape],
      moved: report.mappings[mapping] }));
}

const ROLES = ["weight", "input", "output"];

/** Where the energy of one run of a layer goes: component, role (or none) and picojoules. */
function energyParts(layer) {
  const parts = [];
  let leakage = layer.moved.compute[2];
  layer.levels.forEach(([name, , tensors], index) => {
    const [, , leaked, costs] = layer.moved.levels[index];
    leakage += leaked;
    tensors.forEach(([, role], i) => parts.push({ component: name, role, energy: costs[i][1] }));
  });
  layer.wires.forEach((name, i) =>
    parts.push({ component: `${name} wires`, role: null, energy: layer.moved.wires[i] }));
  parts.push({ component: "compute", role: null, energy: layer.moved.compute[1] });
  if (leakage > 0) parts.push({ component: "leakage", role: null, energy: leakage });
  return parts;
}

/** Names of all components of all chips, from the outside in: their places give their colours. */
function componentNames() {
  const names = new Set();
  for (const shape of report.shapes) for (const [name] of shape.levels) names.add(name);
  for (const shape of report.shapes) for (const name of shape.wires) names.add(`${name} wires`);
  for (const { parts } of report.designs) for (const [name] of parts ?? []) names.add(name);
  for (const last of ["compute", "leakage"]) names.delete(last);
  return [...names, "compute", "leakage"];
}
