// SPDX-License-Identifier: Apache-2.0
// Every layer of the selected design: how busy the units are, and what bounds it.

function layersSection() {
  if (report.mappings.length === 0) return null;
  const busy = chart("", 400, busyChart, (index) => selectLayer(index));
  const roof = chart("", 400, rooflineChart, (index) => selectLayer(index));
  const table = el("table", { class: "pick", "aria-label": "Layers of the selected design" });
  const update = () => { busy.update(); roof.update(); layersTable(table); };
  const body = el("div", {},
    figure("Table", "Of one run of each layer. Click a row to see its mapping.", [], el("div", { class: "scroll" }, table)),
    el("div", { class: "grid two" },
      figure("Utilization", "Share of the compute units at work (bars), and what the roofline allows a mapping of that intensity (lines).", [], busy.place),
      figure("Roofline", "Operations per cycle against operations per byte that passes the outermost memory. Above the line nothing can be.", [], roof.place)));
  return { id: "layers", title: "Layers", body, start: () => follow("design layer theme", update) };
}

function busyChart() {
  const layers = layersOf(state.design);
  if (!layers.length) return noLayers();
  const names = layerLabels(layers);
  return { data: [
    { type: "bar", x: names, y: layers.map((layer) => 100 * layer.utilization), customdata: layers.map((_, i) => i),
      marker: { color: colour("accent") }, hovertemplate: "%{x}: %{y:.1f} %<extra></extra>" },
    { type: "scatter", mode: "markers", x: names, y: layers.map((layer) => 100 * layer.roofline[3]), customdata: layers.map((_, i) => i),
      marker: { symbol: "line-ew", size: 18, line: { width: 2.5, color: colour("ink") } },
      hovertemplate: "%{x}: at most %{y:.1f} %<extra></extra>" }],
  label: "utilization: " + layers.map((layer, i) => `${names[i]} ${percent(layer.utilization)}`).join(", "),
  layout: { bargap: 0.3, margin: { l: 52, r: 8, t: 8, b: 90 }, shapes: [layerMark()],
    xaxis: layerAxis(names), yaxis: axis("utilization (%)", { range: [0, 104] }) } };
}

function rooflineChart() {
  const layers = layersOf(state.design).filter((layer) => layer.roofline[0] > 0 && layer.utilization > 0);
  if (!layers.length) return noLayers();
  const all = layersOf(state.design);
  const [, peak, bandwidth] = layers[0].roofline;
  const xs = layers.map((layer) => layer.roofline[0]);
  const ys = layers.map((layer) => layer.utilization * peak);
  const lowest = Math.min(...ys, peak / 4) / 2;
  const ridge = bandwidth ? peak / bandwidth : Math.min(...xs);
  const [low, high] = [Math.min(...xs, ridge) / 2.5, Math.max(...xs, ridge) * 2.5];
  const roof = bandwidth ? [[low, low * bandwidth], [ridge, peak], [high, peak]] : [[low, peak], [high, peak]];
  const names = layerLabels(all);
  const labels = layers.map((layer) => names[all.findIndex((each) => each.name === layer.name)]);
  const chosen = all[state.layer];
  return { data: [
    { type: "scatter", mode: "lines", x: roof.map(([x]) => x), y: roof.map(([, y]) => y), hoverinfo: "skip",
      line: { color: colour("ink"), width: 2 } },
    { type: "scatter", mode: "markers+text", x: xs, y: ys, customdata: layers.map((layer) => all.findIndex((each) => each.name === layer.name)),
      text: labels.map((label, i) => (layers[i].name === chosen?.name ? `<b>${label}</b>` : "")), textposition: "bottom center",
      hovertext: labels, hovertemplate: "%{hovertext}<br>%{x:.4g} operations/byte<br>%{y:.4g} operations/cycle<extra></extra>",
      marker: { size: layers.map((layer) => (layer.name === chosen?.name ? 15 : 10)), color: colour("accent"),
        symbol: layers.map((layer) => (layer.bottleneck === "compute" ? "circle" : "square-open")),
        line: { width: 2, color: colour("accent") } } }],
  label: "roofline: " + layers.map((layer, i) => `${labels[i]} ${digits(layer.roofline[0])} operations per byte`).join(", "),
  layout: { margin: { l: 60, r: 10, t: 8, b: 52 },
    annotations: [{ text: `peak ${digits(peak)}`, x: Math.log10(high), y: Math.log10(peak), xanchor: "right", yanchor: "bottom", showarrow: false },
      { text: "\u25cf bound by compute   \u25a1 by a memory", xref: "paper", yref: "paper", x: 0.98, y: 0.03, xanchor: "right", showarrow: false }],
    xaxis: axis("operations per byte", { type: "log", tickformat: "~g", ...logTicks(high / low), range: [Math.log10(low), Math.log10(high)] }),
    yaxis: axis("operations per cycle", { type: "log", tickformat: "~g", ...logTicks(peak / lowest),
      range: [Math.log10(lowest), Math.log10(peak * 1.8)] }) } };
}

function layersTable(table) {
  const layers = layersOf(state.design);
  const columnsShown = [["layer", (l, i) => layerLabels(layers)[i].replace(/&amp;/g, "&"), false], ["runs", (l) => withCommas(l.runs), true],
    ["MACs", (l) => withCommas(l.macs), true], ["energy", (l) => quantityText(l.energy_pj, "energy"), true],
    ["cycles", (l) => withCommas(l.latency_cycles), true], ["utilization", (l) => percent(l.utilization), true],
    ["operations/byte", (l) => digits(l.roofline[0]), true], ["dataflow", (l) => l.dataflow, false],
    ["bottleneck", (l) => l.bottleneck, false]];
  table.replaceChildren(
    el("thead", {}, el("tr", {}, columnsShown.map(([name, , isNumber]) => el("th", { scope: "col", class: isNumber ? "number" : null }, name)))),
    el("tbody", {}, layers.map((layer, index) => el("tr", { tabindex: index === state.layer ? 0 : -1, "aria-selected": String(index === state.layer),
      click: () => selectLayer(index), keydown: (event) => {
        if (event.key === "Enter" || event.key === " ") selectLayer(index);
        else if (event.key === "ArrowDown") event.currentTarget.nextElementSibling?.focus();
        else if (event.key === "ArrowUp") event.currentTarget.previousElementSibling?.focus();
        else return;
        event.preventDefault();
      } }, columnsShown.map(([, text, isNumber]) => el("td", { class: isNumber ? "number" : null }, text(layer, index)))))));
}
