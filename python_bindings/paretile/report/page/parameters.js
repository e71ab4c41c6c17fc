// SPDX-License-Identifier: Apache-2.0
// How much each parameter of the sweep matters.

function parametersSection() {
  if (report.varied.length === 0 || report.feasible.length < 3) return null;
  const view = { metric: "edp" };
  const shares = chart("", () => 70 + 30 * report.varied.length, (width) => sharesChart(view, width < 520));
  const effects = report.varied.map((parameter) =>
    chart("", 210, () => effectChart(parameter, view), (value) => {
      const of = metric(view.metric).of;
      const sign = metric(view.metric).better === "more" ? -1 : 1;
      selectDesign(bestBy((design) => sign * of(design), report.feasible.filter((each) => parameter.of(each) === parameter.values[value])));
    }));
  const update = () => [shares, ...effects].forEach((each) => each.update());
  const metrics = report.metrics.filter((each) => each.better).map((each) => [each.key, each.label]);
  const body = el("div", {},
    figure("Share of what varies", "How much of the variance of the logarithm of the metric, over all designs that fit, "
      + "goes with the parameter alone: the variance of its values' means over the whole variance (the correlation ratio, "
      + "on a full grid the first-order Sobol index). What is missing to 100 % comes of parameters together; where "
      + "constraints cut the grid, shares overlap."
      + (report.excluded.length ? " Designs that bounds excluded are not in it." : ""),
    [choice("of", metrics, view.metric, (value) => { view.metric = value; update(); })], shares.place),
    el("div", { class: "grid small" }, effects.map((each, i) =>
      figure(report.varied[i].name, null, [], each.place))),
    el("ul", { class: "legend" }, el("li", {}, el("b", {}, "\u25c6\u2014"), " the best design with that value; click selects it"),
      el("li", {}, el("b", {}, "\u25cb\u2504"), " the middle (median) of all designs with it"),
      el("li", {}, el("b", {}, "\u2502"), " value of the selected design")));
  return { id: "parameters", title: "Parameters", body, start: () => follow("design theme", update) };
}

/** Variance of the means over groups of equal value / variance: 0 to 1. */
function correlationRatio(designs, groupOf, numberOf) {
  const groups = new Map();
  let sum = 0;
  for (const design of designs) {
    const number = numberOf(design);
    sum += number;
    const group = groups.get(groupOf(design)) ?? [];
    group.push(number);
    groups.set(groupOf(design), group);
  }
  const mean = sum / designs.length;
  let within = 0;
  let total = 0;
  for (const group of groups.values()) {
    const middle = group.reduce((a, b) => a + b, 0) / group.length;
    for (const number of group) {
      within += (number - middle) ** 2;
      total += (number - mean) ** 2;
    }
  }
  return total > 0 ? 1 - within / total : 0;
}

function importances(of) {
  return report.varied.map((parameter) => ({ parameter,
    share: correlationRatio(report.feasible, parameter.of, (design) => Math.log(of(design))) }))
    .sort((a, b) => a.share - b.share);
}

function sharesChart(view, isNarrow) {
  const rows = importances(metric(view.metric).of);
  const texts = rows.map(({ share }) => percent(share));
  return {
    label: `share of the variance of ${metric(view.metric).label}: `
      + rows.map(({ parameter }, i) => `${parameter.name} ${texts[i]}`).reverse().join(", "),
    data: [{ type: "bar", orientation: "h", x: rows.map(({ share }) => 100 * share),
      y: rows.map(({ parameter }) => plain(parameter.name)), text: texts, textposition: "outside", cliponaxis: false,
      marker: { color: colour("accent") }, hoverinfo: "skip" }],
    layout: { xaxis: axis("share (%)", { range: [0, isNarrow ? 135 : 108], tickvals: [0, 20, 40, 60, 80, 100] }), bargap: 0.35,
      yaxis: axis("", { ticks: "", showgrid: false, type: "category" }) } };
}

function effectChart(parameter, view) {
  const chosen = metric(view.metric);
  const scale = scaleOf(bestOfScale(chosen), chosen.quantity);
  const values = parameter.values.map((value) => report.feasible.filter((each) => parameter.of(each) === value)
    .map((each) => chosen.of(each) * scale.factor).sort((a, b) => a - b));
  const xs = parameter.values.map((value) => {
    const one = report.designs.find((design) => parameter.of(design) === value);
    return plain(parameter.textOf(one));
  });
  const best = values.map((list) => (chosen.better === "more" ? list.at(-1) : list[0]) ?? null);
  const middle = values.map((list) => list[Math.floor(list.length / 2)] ?? null);
  const line = (y, symbol, dash, name) => ({ type: "scatter", mode: "lines+markers", name, x: xs, y, customdata: xs.map((_, i) => i),
    line: { dash, width: 1.8, color: colour(dash === "solid" ? "accent" : "muted") },
    marker: { symbol, size: 8, color: colour(dash === "solid" ? "accent" : "muted") },
    hovertemplate: `${name} with %{x}: %{y:.4g} ${scale.unit}<extra></extra>` });
  const at = xs.indexOf(plain(parameter.textOf(state.design)));
  return {
    label: `${chosen.label} by ${parameter.name}: ` + xs.map((x, i) => `${x}: best ${digits(best[i] ?? NaN)}`).join(", ") + ` ${scale.unit}`,
    data: [line(middle, "circle-open", "dash", "median"), line(best, "diamond", "solid", "best")],
    layout: { margin: { l: 56, r: 12, t: 8, b: 40 },
      xaxis: axis("", { type: "category", showgrid: false }),
      yaxis: axis(scale.unit ? `${chosen.label} (${scale.unit})` : chosen.label, { tickformat: "~g", nticks: 5 }),
      shapes: at < 0 ? [] : [{ type: "line", x0: at, x1: at, y0: 0, y1: 1, yref: "paper", layer: "below",
        line: { color: colour("ink"), width: 1.2 } }] } };
}
