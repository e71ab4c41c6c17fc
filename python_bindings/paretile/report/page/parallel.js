// SPDX-License-Identifier: Apache-2.0
// Parallel coordinates, drawn here because a line of plotly's cannot be clicked: every design is a line
// through its values.

const PARALLEL = { height: 380, top: 46, bottom: 30, left: 56, right: 84, reach: 9, slack: 0.02 };

function parallelSection() {
  if (!report.isSweep || report.varied.length === 0 || report.feasible.length < 2) return null;
  const place = el("div", { class: "parallel", "data-stale": true, style: `min-height:${PARALLEL.height}px`, "aria-label": "Parallel coordinates of all designs; arrow keys move the selection in the order of EDP" });
  const tip = el("div", { class: "tip", hidden: true });
  const count = el("span", { class: "about" });
  const clear = el("button", { type: "button", class: "quiet", click: () => view.clear() }, "clear filters");
  const view = parallelView(place, tip, count, clear);
  arrowKeys(place, () => [...report.feasible], () => edp);
  const body = figure("", "Every line is a design; dark ones are on the front. Click a line to select it. Drag along an axis to keep only the designs "
    + "that pass there, in all charts and in the table; click the axis to end that.", [count, clear],
  el("div", { class: "parallel-box" }, place, tip));
  return { id: "parallel", title: "Parallel coordinates", body, start: () => {
    const draw = whenNear(place, view.draw);
    follow("theme", draw);
    follow("design kept", () => (place.hasAttribute("data-stale") ? null : view.paint()));
  } };
}

function parallelAxes() {
  const parameters = report.varied.map((parameter) => ({ name: parameter.name, of: parameter.of,
    marks: parameter.values.map((value) => ({ value, text: parameter.textOf(report.designs.find((each) => parameter.of(each) === value)) })) }));
  const metrics = ["area", "energy", "latency", "edp"].map(metric).filter(Boolean).map((each) => {
    const values = report.feasible.map(each.of);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const isLog = least > 0 && most / least > 8;
    return { name: each.label, of: each.of, least, most, isLog,
      textOf: (value) => quantityText(value, each.quantity) };
  }).filter((each) => each.most > each.least);
  return [...parameters, ...metrics];
}

/** Where on the axis a design is: 0 at its foot, 1 at its head. */
function heightOn(axisGiven, design) {
  const value = axisGiven.of(design);
  if (axisGiven.marks) {
    const last = axisGiven.marks.length - 1;
    return last === 0 ? 0.5 : axisGiven.marks.findIndex((mark) => mark.value === value) / last;
  }
  const scaled = axisGiven.isLog ? Math.log : (number) => number;
  return (scaled(value) - scaled(axisGiven.least)) / (scaled(axisGiven.most) - scaled(axisGiven.least));
}

function parallelView(place, tip, count, clear) {
  const axesShown = parallelAxes();
  const heights = new Map(report.feasible.map((design) => [design, axesShown.map((each) => heightOn(each, design))]));
  const brushes = axesShown.map(() => null);
  let paths = new Map();
  let xs = [];
  const yOf = (height) => PARALLEL.height - PARALLEL.bottom - height * (PARALLEL.height - PARALLEL.top - PARALLEL.bottom);

  const nearest = (event) => {
    const box = place.firstChild.getBoundingClientRect();
    const scale = place.firstChild.viewBox.baseVal.width / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    const left = Math.min(xs.length - 2, Math.max(0, xs.findLastIndex((each) => each <= x)));
    const share = Math.min(1, Math.max(0, (x - xs[left]) / (xs[left + 1] - xs[left])));
    let [found, least] = [null, PARALLEL.reach];
    for (const [design, at] of heights) {
      const slope = (yOf(at[left + 1]) - yOf(at[left])) / (xs[left + 1] - xs[left]);
      const away = Math.abs(yOf(at[left]) * (1 - share) + yOf(at[left + 1]) * share - y) / Math.hypot(1, slope);
      if (isKept(design) && away < least) [found, least] = [design, away];
    }
    return found;
  };

  const hover = (event) => {
    const design = nearest(event);
    tip.hidden = design === null;
    place.firstChild.querySelector(".hovered")?.classList.remove("hovered");
    if (!design) return;
    paths.get(design).classList.add("hovered");
    tip.replaceChildren(el("strong", {}, nameOf(design)), ...axesShown.map((each, i) =>
      el("div", {}, `${each.name}: ${each.textOf ? each.textOf(each.of(design)) : report.varied[i].textOf(design)}`)));
    const box = place.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX - box.left + 14, box.width - 190)}px`;
    tip.style.top = `${event.clientY - box.top + 14}px`;
  };

  const filter = () => {
    const active = brushes.some(Boolean);
    keep(active ? new Set(report.feasible.filter((design) => brushes.every((range, i) =>
      !range || (heights.get(design)[i] >= range[0] && heights.get(design)[i] <= range[1])))) : null);
  };

  const paint = () => {
    for (const [design, path] of paths) {
      path.setAttribute("class", ["line", design.front ? "front" : "", isKept(design) ? "" : "left-out",
        design === state.design ? "selected" : ""].join(" "));
    }
    const selected = paths.get(state.design);
    if (selected) selected.parentNode.append(selected);
    place.querySelectorAll("circle").forEach((dot, i) => {
      dot.setAttribute("visibility", selected ? "visible" : "hidden");
      if (selected) dot.setAttribute("cy", yOf(heights.get(state.design)[i]));
    });
    count.textContent = state.kept ? `${withCommas(state.kept.size)} of ${counted(report.feasible.length, "design")} kept` : "";
    clear.hidden = state.kept === null;
  };

  const draw = () => {
    const width = Math.max(place.getBoundingClientRect().width, 110 * axesShown.length);
    xs = axesShown.map((_, i) => PARALLEL.left + (i * (width - PARALLEL.left - PARALLEL.right)) / Math.max(1, axesShown.length - 1));
    const order = [...report.feasible].sort((a, b) => a.front - b.front);
    paths = new Map(order.map((design) => [design, svg("path", {
      d: heights.get(design).map((height, i) => `${i ? "L" : "M"}${xs[i].toFixed(1)} ${yOf(height).toFixed(1)}`).join("") })]));
    const frame = svg("svg", { viewBox: `0 0 ${width} ${PARALLEL.height}`, width, height: PARALLEL.height,
      pointermove: hover, pointerleave: () => { tip.hidden = true; },
      click: (event) => selectDesign(nearest(event)) },
    svg("g", {}, [...paths.values()]),
    axesShown.map((each, i) => axisDrawn(each, xs[i], yOf, brushes, i, filter)),
    axesShown.map((_, i) => svg("circle", { cx: xs[i], r: 4.5, class: "dot" })));
    place.replaceChildren(frame);
    paint();
  };

  return { draw, paint, clear: () => { brushes.fill(null); filter(); draw(); } };
}

function axisDrawn(each, x, yOf, brushes, index, filter) {
  const label = (height, text) => svg("text", { x: x + 8, y: yOf(height) + 4, class: "mark" }, text);
  const marks = each.marks ?? [{ text: each.textOf(each.least) }, { text: each.textOf(each.most) }];
  const every = Math.ceil(marks.length / 12);
  const range = svg("rect", { x: x - 7, width: 14, class: "range", rx: 3 });
  const show = () => {
    const brush = brushes[index];
    range.setAttribute("visibility", brush ? "visible" : "hidden");
    if (!brush) return;
    range.setAttribute("y", yOf(brush[1]));
    range.setAttribute("height", yOf(brush[0]) - yOf(brush[1]));
  };
  const handle = svg("rect", { x: x - 12, y: yOf(1) - 8, width: 24, height: yOf(0) - yOf(1) + 16, class: "handle" });
  const heightAt = (event) => {
    const box = handle.getBoundingClientRect();
    return Math.min(1, Math.max(0, 1 - (event.clientY - box.top - 8) / (box.height - 16)));
  };
  let from = null;
  handle.addEventListener("pointerdown", (event) => {
    from = heightAt(event);
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = heightAt(event);
    brushes[index] = Math.abs(to - from) < 0.02 ? null : [Math.min(from, to) - PARALLEL.slack, Math.max(from, to) + PARALLEL.slack];
    show();
  });
  handle.addEventListener("pointerup", (event) => {
    if (from === null) return;
    if (Math.abs(heightAt(event) - from) < 0.02) brushes[index] = null;
    from = null;
    show();
    filter();
  });
  handle.addEventListener("click", (event) => event.stopPropagation());
  show();
  return svg("g", { class: "axis" },
    svg("line", { x1: x, x2: x, y1: yOf(0), y2: yOf(1) }), range,
    svg("text", { x, y: 20, class: "name", "text-anchor": "middle" }, each.name),
    marks.map((mark, i) => (i % every && i !== marks.length - 1 ? null : label(marks.length > 1 ? i / (marks.length - 1) : 0.5, mark.text))), handle);
}
