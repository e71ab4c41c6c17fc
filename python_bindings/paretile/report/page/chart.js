// SPDX-License-Identifier: Apache-2.0
// What all charts have in common.

const CONFIG = {
  displaylogo: false,
  responsive: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toggleSpikelines"],
  toImageButtonOptions: { format: "svg" },
};

function axis(title, extra = {}) {
  return { title: { text: title, standoff: 10 }, gridcolor: colour("grid"), linecolor: colour("line"),
    zeroline: false, automargin: true, ticks: "outside", tickcolor: colour("line"),
    exponentformat: "power", ...extra };
}

/** Marks of a logarithmic axis whose ends are a factor apart: 1, 2 and 5, or powers of ten. */
function logTicks(factor) {
  return { dtick: factor < 200 ? "D2" : 1 };
}

function layout(extra = {}) {
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour("font"), size: 13, color: colour("ink") },
    margin: { l: 64, r: 18, t: 14, b: 52 },
    hoverlabel: { bgcolor: colour("raised"), bordercolor: colour("line"), align: "left",
      font: { family: colour("font"), size: 13, color: colour("ink") } },
    showlegend: false, hovermode: "closest", uirevision: "kept", ...extra };
}

const charts = new Set();

const NEAR = "600px"; // to the window: what is farther is drawn when it comes

/** `draw`, put off while the place is far from the window; paper has no window. */
function whenNear(place, draw) {
  let isNear = false;
  const update = () => {
    const isDue = isNear || isPrinting;
    place.toggleAttribute("data-stale", !isDue);
    if (isDue) draw();
  };
  new IntersectionObserver(([entry]) => {
    isNear = entry.isIntersecting;
    if (isNear && place.hasAttribute("data-stale")) update();
  }, { rootMargin: NEAR }).observe(place);
  charts.add(update);
  return update;
}

/**
 * A chart in a box: `draw` gives { data, layout }; `click` gets the customdata of a point. It is drawn
 * anew by `update`, and when the width changes.
 */
function chart(label, height, draw, click) {
  const place = el("div", { class: "chart", role: "img", "aria-label": label, "data-stale": true });
  place.style.minHeight = `${typeof height === "function" ? height(700) : height}px`;
  let isFirst = true;
  const update = whenNear(place, () => {
    const width = Math.floor(place.getBoundingClientRect().width);
    if (!width) return;
    const drawn = draw(width);
    const size = typeof height === "function" ? height(width) : height;
    Plotly.react(place, drawn.data, layout({ ...drawn.layout, width, height: size }), CONFIG);
    if (drawn.label) place.setAttribute("aria-label", drawn.label);
    if (isFirst && click) {
      place.on("plotly_click", ({ points }) => {
        const chosen = points.find((point) => point.customdata !== undefined);
        if (chosen) click(chosen.customdata);
      });
    }
    isFirst = false;
  });
  return { place, update };
}

function setUpCharts() {
  let waiting = null;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => charts.forEach((update) => update()), 80);
  };
  addEventListener("resize", later);
}

/** A labelled choice; `options` are [value, text]. */
function choice(label, options, value, change) {
  const select = el("select", { change: () => change(select.value) },
    options.map(([each, text]) => el("option", { value: each, selected: each === value }, text)));
  return el("label", { class: "choice" }, label, " ", select);
}

function checkbox(label, value, change) {
  const box = el("input", { type: "checkbox", checked: value, change: () => change(box.checked) });
  return el("label", { class: "choice" }, box, " ", label);
}

/** A chart's text and what to do with it stand above it. */
function figure(title, about, controls, ...children) {
  return el("figure", { class: "card" },
    el("figcaption", {}, el("h3", {}, title), about ? el("p", { class: "about" }, about) : null),
    controls.length ? el("div", { class: "controls" }, controls) : null, ...children);
}

/** Arrow keys move the selection among designs ordered by `of`. */
function arrowKeys(place, designs, of) {
  place.tabIndex = 0;
  place.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const order = designs().sort((a, b) => of()(a) - of()(b));
    const at = order.indexOf(state.design);
    selectDesign(order[at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at + by))]);
  });
}
