// SPDX-License-Identifier: Apache-2.0
// Where the energy of the selected design goes, and of each of its layers.

function energySection() {
  if (report.mappings.length === 0) return null;
  const view = { per: "energy" };
  const whole = chart("", () => 90 + 34 * report.components.length, (width) => wholeChart(width < 520));
  const layers = chart("", 400, () => layersChart(view), (index) => selectLayer(index));
  const update = () => { whole.update(); layers.update(); };
  const body = el("div", {},
    figure("By component and tensor", "The whole work, repeats included: bars by component, parts by tensor.", [], whole.place),
    figure("By layer", "Every layer in the optimum, all its runs: parts by component and tensor. Click a bar to see the layer's mapping.",
      [choice("show", [["energy", "energy"], ["share", "share of the layer's energy"]], view.per,
        (value) => { view.per = value; layers.update(); })], layers.place),
    energyLegend());
  return { id: "energy", title: "Energy", body, start: () => follow("design layer theme", update) };
}

function energyLegend() {
  const used = report.components.filter((name) => name !== "leakage"
    || report.mappings.some((each) => each.compute[2] > 0 || each.levels.some((level) => level[2] > 0)));
  return el("ul", { class: "legend" },
    used.map((name) => el("li", {}, el("i", { class: "swatch", "data-component": name,
      style: `background:${name === "compute" || name === "leakage" ? `var(--${name === "compute" ? "compute" : "faint"})` : componentColour(name)}` }), name)),
    ROLES.map((role) => el("li", {}, el("i", { class: `swatch pattern ${role}` }), role)));
}

function wholeParts(design) {
  const sums = new Map();
  for (const layer of layersOf(design)) {
    for (const { component, role, energy } of energyParts(layer)) {
      const key = `${component}\n${role ?? ""}`;
      sums.set(key, (sums.get(key) ?? 0) + energy * layer.runs);
    }
  }
  for (const [component, role, energy] of design.parts ?? []) sums.set(`${component}\n${role ?? ""}`, energy);
  return sums;
}

function marker(component, role) {
  return { color: componentColour(component), line: { width: 0.6, color: colour("paper") },
    pattern: { shape: PATTERNS[role] ?? "", fillmode: "overlay", size: 7, solidity: role === "input" ? 0.25 : 0.3,
      fgcolor: colour("pattern") } };
}

function wholeChart(isNarrow) {
  const sums = wholeParts(state.design);
  const names = report.components.filter((name) => [...sums.keys()].some((key) => key.startsWith(`${name}\n`)));
  const totals = names.map((name) => ["", ...ROLES].reduce((sum, role) => sum + (sums.get(`${name}\n${role}`) ?? 0), 0));
  const all = totals.reduce((a, b) => a + b, 0);
  const scale = scaleOf(Math.max(...totals, 0), "energy");
  const traces = ["", ...ROLES].map((role) => ({ type: "bar", orientation: "h", y: names,
    x: names.map((name) => (sums.get(`${name}\n${role}`) ?? 0) * scale.factor),
    marker: { ...marker(names[0] ?? "", role), color: names.map(componentColour) },
    hovertemplate: `%{y}${role ? `, ${role}` : ""}: %{x:.4g} ${scale.unit}<extra></extra>` }));
  traces.push({ type: "scatter", mode: "text", y: names, x: totals.map((each) => each * scale.factor), hoverinfo: "skip",
    text: totals.map((each) => (isNarrow ? ` ${percent(all ? each / all : 0)}`
      : ` ${quantityText(each, "energy")}, ${percent(all ? each / all : 0)}`)),
    textposition: "middle right", cliponaxis: false });
  return { data: traces,
    label: `energy of ${nameOf(state.design)}: ` + names.map((name, i) => `${name} ${quantityText(totals[i], "energy")}`).join(", "),
    layout: { barmode: "stack", bargap: 0.25, margin: { l: 90, r: isNarrow ? 58 : 136, t: 8, b: 48 },
      xaxis: axis(`energy (${scale.unit})`, { tickformat: "~g" }),
      yaxis: axis("", { autorange: "reversed", ticks: "", showgrid: false, type: "category" }) } };
}

function layersChart(view) {
  const layers = layersOf(state.design);
  if (!layers.length) return noLayers();
  const sums = layers.map((layer) => layer.energy_pj * layer.runs);
  const scale = view.per === "share" ? { factor: 1, unit: "%" } : scaleOf(Math.max(...sums), "energy");
  const traces = new Map();
  layers.forEach((layer, index) => {
    for (const { component, role, energy } of energyParts(layer)) {
      const key = `${component}\n${role ?? ""}`;
      const trace = traces.get(key) ?? { component, role, values: layers.map(() => 0) };
      trace.values[index] += view.per === "share" ? (100 * energy) / layer.energy_pj : energy * layer.runs * scale.factor;
      traces.set(key, trace);
    }
  });
  const order = [...traces.values()].sort((a, b) => report.components.indexOf(a.component) - report.components.indexOf(b.component));
  const names = layerLabels(layers);
  return { data: order.map(({ component, role, values }) => ({ type: "bar", x: names, y: values, marker: marker(component, role),
    customdata: layers.map((_, i) => i),
    hovertemplate: `%{x}<br>${component}${role ? `, ${role}` : ""}: %{y:.4g} ${scale.unit}<extra></extra>` })),
  label: `energy of each layer of ${nameOf(state.design)}`,
  layout: { barmode: "stack", bargap: 0.2, margin: { l: 64, r: 12, t: 8, b: 90 },
    xaxis: layerAxis(names), shapes: [layerMark()],
    yaxis: axis(view.per === "share" ? "share (%)" : `energy (${scale.unit})`, { tickformat: "~g" }) } };
}

/** Names of layers with how often they run; equal ones of two networks stay apart. */
function layerLabels(layers) {
  const first = layers[0].name.split("/")[0];
  const isOneNetwork = layers.every((layer) => layer.name.startsWith(`${first}/`));
  return layers.map((layer) => plain((isOneNetwork ? layer.name.slice(first.length + 1) : layer.name)
    + (layer.runs > 1 ? ` \u00d7${layer.runs}` : "")));
}

function layerAxis(names) {
  return axis("", { type: "category", showgrid: false, tickangle: names.length > 4 ? -45 : 0,
    categoryorder: "array", categoryarray: names, range: [-0.5, names.length - 0.5] });
}

/** The selected layer, as a band. */
function layerMark() {
  return { type: "rect", x0: state.layer - 0.5, x1: state.layer + 0.5, y0: 0, y1: 1, yref: "paper", layer: "below",
    fillcolor: colour("mark"), line: { width: 1, color: colour("ink"), dash: "dot" } };
}

function noLayers() {
  const text = state.design.fits ? "this design is kept in summary only (report --full N keeps more)" : "nothing fits on this design";
  return { data: [], layout: { xaxis: { visible: false }, yaxis: { visible: false },
    annotations: [{ text, showarrow: false, xref: "paper", yref: "paper", x: 0.5, y: 0.5 }] } };
}
