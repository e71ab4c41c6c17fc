// SPDX-License-Identifier: Apache-2.0
// Designs as points: which of them no other beats.

function frontSection() {
  if (report.feasible.length === 0 || report.designs.length < 2) return null;
  const view = { x: "latency", y: "energy", z: report.isSweep && metric("area") ? "area" : "",
    logX: spreads("latency"), logY: spreads("energy"), onlyFront: false, all: false };
  const made = chart("", (width) => Math.min(560, Math.max(360, width * 0.5)), () => frontChart(view),
    (index) => selectDesign(report.designs[index]));
  const change = (name) => (value) => {
    view[name] = value;
    if (name === "x") view.logX = logX.querySelector("input").checked = spreads(value);
    if (name === "y") view.logY = logY.querySelector("input").checked = spreads(value);
    made.update();
  };
  const metrics = axes().map((each) => [each.key, each.label]);
  const logX = checkbox("log", view.logX, change("logX"));
  const logY = checkbox("log", view.logY, change("logY"));
  const controls = [
    choice("across", metrics, view.x, change("x")), logX,
    choice("up", metrics, view.y, change("y")), logY,
    choice("colour and size", [["", "none"], ...metrics], view.z, change("z")),
    report.isSweep ? checkbox("only the front", false, change("onlyFront")) : null,
    report.isSweep ? checkbox("all points of the front", false, change("all")) : null];
  arrowKeys(made.place, () => shown(view), () => axisOf(view.x).of);
  const body = figure("", frontText(), controls.filter(Boolean), made.place, frontLegend());
  return { id: "front", title: "Front", body, start: () => follow("design kept theme", made.update) };
}

function frontText() {
  const parts = report.isSweep
    ? [`Every design at its optimum (${optimumText()}). Those on the exact front of energy, latency and area are diamonds: some choice of mappings on them is beaten by no other design.`]
    : ["Every point is a choice of one mapping per layer that no other beats in energy and latency."];
  parts.push("Click a point to select it; with the chart in focus, arrow keys move along it.");
  const none = report.designs.length - report.feasible.length;
  if (none) parts.push(`${counted(none, "design")} with nothing that fits: not here, but in the table.`);
  if (!report.isSweep && report.points_total > report.designs.length) {
    parts.push(`Shown are ${withCommas(report.designs.length)} of ${withCommas(report.points_total)} points, evenly spread.`);
  }
  return parts.join(" ");
}

function frontLegend() {
  const item = (mark, text) => el("li", {}, el("b", { "aria-hidden": "true" }, mark), " ", text);
  return el("ul", { class: "legend" }, report.isSweep ? [item("\u25c6", "on the front of energy, latency, area"),
    item("\u25cb", "beaten by another design")] : [item("\u25c6", "point of the front")],
  item("\u25ce", "selected"), item("\u2504", "best in the two axes shown"),
  report.isSweep ? item("\u00b7\u00b7\u00b7", "other choices of mappings on the selected design") : null);
}

/** Metrics and numeric parameters. */
function axes() {
  const parameters = report.varied.filter((each) => each.isNumber)
    .map((each) => ({ key: `parameter ${each.name}`, label: each.name, quantity: "number", better: "",
      of: each.of }));
  return [...report.metrics, ...parameters];
}

function axisOf(key) {
  return axes().find((each) => each.key === key);
}

/** Whether the values are far enough apart for a logarithmic axis. */
function spreads(key) {
  const values = report.feasible.map(axisOf(key).of);
  const least = Math.min(...values);
  return least > 0 && Math.max(...values) / least > 8;
}

function shown(view) {
  return report.feasible.filter((design) => !view.onlyFront || design.front);
}

function frontChart(view) {
  const [x, y, z] = [view.x, view.y, view.z].map((key) => (key ? axisOf(key) : null));
  const [sx, sy, sz] = [x, y, z].map((each) => each && scaleOf(bestOfScale(each), each.quantity));
  const designs = shown(view);
  const at = (design) => [x.of(design) * sx.factor, y.of(design) * sy.factor];
  const front = designs.filter((design) => design.front);
  const beaten = designs.filter((design) => !design.front);
  const zs = z && report.feasible.map((design) => z.of(design) * sz.factor);
  const points = (name, some, symbol) => ({
    type: designs.length > 4000 ? "scattergl" : "scatter", mode: "markers", name, customdata: some.map((design) => design.index),
    x: some.map((design) => at(design)[0]), y: some.map((design) => at(design)[1]),
    text: some.map(hoverText), hovertemplate: "%{text}<extra></extra>",
    marker: { symbol, opacity: some.map((design) => (isKept(design) ? 0.95 : 0.12)),
      ...markerOf(some, z, sz, zs, symbol), line: { width: symbol === "circle-open" ? 1.6 : 0.8,
        color: symbol === "circle-open" ? undefined : colour("ink") } } });
  const traces = [points("beaten", beaten, "circle-open"), points("front", front, "diamond")];
  if (z) traces[0].marker.showscale = !(traces[1].marker.showscale = front.length > 0);
  traces.unshift(stepLine(designs, at, x, y), ...curveOf(state.design, x, y, sx, sy));
  if (view.all) traces.push(frontPoints(x, y, sx, sy));
  if (designs.includes(state.design)) traces.push(ring(at(state.design)));
  const title = (each, scale) => (scale.unit ? `${each.label} (${scale.unit})` : each.label);
  return {
    data: traces.filter(Boolean),
    label: `${y.label} against ${x.label} of ${counted(designs.length, report.word)}; the table of ${report.word}s has the same numbers`,
    layout: {
      xaxis: axis(title(x, sx), { type: view.logX ? "log" : "linear", ...ticks(view.logX, designs, x) }),
      yaxis: axis(title(y, sy), { type: view.logY ? "log" : "linear", ...ticks(view.logY, designs, y) }),
      uirevision: [view.x, view.y, view.logX, view.logY].join() } };
}

function ticks(isLog, designs, each) {
  const values = designs.map(each.of);
  return isLog ? { tickformat: "~g", ...logTicks(Math.max(...values) / Math.min(...values)) } : { tickformat: ",~g" };
}

/** Axes read well where the middle of the values does. */
function bestOfScale(each) {
  const values = report.feasible.map(each.of).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}

function markerOf(some, z, scale, all, symbol) {
  const size = symbol === "diamond" ? 9 : 7;
  if (!z) return { size: size + 1, color: colour(symbol === "diamond" ? "accent" : "muted") };
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const share = (value) => (most > least ? (value - least) / (most - least) : 0.5);
  const values = some.map((design) => z.of(design) * scale.factor);
  return { size: values.map((value) => size + 8 * Math.sqrt(share(value))), color: values, cmin: least, cmax: most,
    colorscale: ramp(),
    colorbar: { title: { text: scale.unit ? `${z.label} (${scale.unit})` : z.label, side: "right" },
      thickness: 12, outlinewidth: 0, tickformat: ",~g", len: 0.9 } };
}

function hoverText(design) {
  const lines = [`<b>${nameOf(design)}</b>${design.front && report.isSweep ? " (front)" : ""}`];
  for (const parameter of report.varied) lines.push(`${plain(parameter.name)}: ${plain(parameter.textOf(design))}`);
  for (const each of report.metrics.slice(0, 4)) {
    lines.push(`${each.label}: ${quantityText(each.of(design), each.quantity)}`);
  }
  return lines.join("<br>");
}

/** Designs that no other beats in both axes, as steps. */
function stepLine(designs, at, x, y) {
  if (!x.better || !y.better || designs.length < 2) return null;
  const sign = (each) => (each.better === "more" ? -1 : 1);
  const order = designs.map((design) => [at(design)[0], at(design)[1]])
    .sort((a, b) => sign(x) * (a[0] - b[0]) || sign(y) * (a[1] - b[1]));
  const steps = [];
  for (const point of order) {
    if (!steps.length || sign(y) * point[1] < sign(y) * steps.at(-1)[1]) steps.push(point);
  }
  return { type: "scatter", mode: "lines", x: steps.map((step) => step[0]), y: steps.map((step) => step[1]),
    line: { shape: "hv", dash: "dash", width: 1.5, color: colour("muted") }, hoverinfo: "skip" };
}

function optimumText() {
  return { front: "of all choices of mappings on it, that of least EDP", energy: "least energy", latency: "least latency",
    edp: "least EDP", ed2p: "least energy times latency squared" }[report.objective];
}

function asChoice(design, energy, cycles) {
  return { ...design, energy_pj: energy, latency_cycles: cycles, latency_s: (cycles * design.latency_s) / design.latency_cycles };
}

/** The exact front of energy, latency and area: choices of mappings on designs. */
function frontPoints(x, y, sx, sy) {
  const choices = report.front_points.map(([index, energy, cycles]) => asChoice(report.designs[index], energy, cycles));
  return { type: choices.length > 4000 ? "scattergl" : "scatter", mode: "markers", x: choices.map((each) => x.of(each) * sx.factor),
    y: choices.map((each) => y.of(each) * sy.factor), customdata: choices.map((each) => each.index),
    text: choices.map(hoverText), hovertemplate: "%{text}<extra></extra>",
    marker: { symbol: "diamond-open", size: 6, color: colour("ink"), line: { width: 1 } } };
}

/** All choices of mappings on the selected design, where both axes follow from energy and cycles. */
function curveOf(design, x, y, sx, sy) {
  const isOfChoice = (each) => ["energy", "latency", "edp", "cycles", "power", "throughput", "efficiency"].includes(each.key);
  if (!report.isSweep || !design.points || design.points.length < 2 || !isOfChoice(x) || !isOfChoice(y)) return [];
  const choices = design.points.map(([energy, cycles]) => asChoice(design, energy, cycles));
  return [{ type: "scatter", mode: "lines+markers", x: choices.map((each) => x.of(each) * sx.factor),
    y: choices.map((each) => y.of(each) * sy.factor), line: { dash: "dot", width: 1.5, color: colour("accent") },
    marker: { size: 3, color: colour("accent") }, hoverinfo: "skip" }];
}

function ring([x, y]) {
  return { type: "scatter", mode: "markers+text", x: [x], y: [y], text: [`<b>${state.design.id}</b>`],
    textposition: "top center", hoverinfo: "skip", textfont: { size: 14, color: colour("ink") },
    marker: { symbol: "circle-open", size: 22, color: colour("ink"), line: { width: 2.5, color: colour("ink") } } };
}
