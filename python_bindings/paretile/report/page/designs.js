// SPDX-License-Identifier: Apache-2.0
// All designs as a table: sorted, filtered, a page at a time.

const ROWS = 20;

function designsSection() {
  if (report.designs.length < 2) return null;
  const view = { sort: "edp", falling: false, page: 0, words: "", onlyFront: false, rows: [] };
  const table = el("table", { class: "pick", "aria-label": `All ${report.word}s` });
  const pager = el("div", { class: "pager" });
  const redraw = () => { view.rows = rowsOf(view); state.order = view.rows; drawTable(view, table, pager, redraw); };
  const search = el("input", { type: "search", placeholder: "design 7, rows 14, \u2026", size: 22,
    "aria-label": "Show rows with these words", input: () => { view.words = search.value; view.page = 0; redraw(); } });
  const controls = [el("label", { class: "choice" }, "find ", search)];
  if (report.isSweep) controls.push(checkbox("only the front", false, (value) => { view.onlyFront = value; view.page = 0; redraw(); }));
  const body = figure("", `Click a row, or move with the arrow keys and press Enter. A click on a column's name sorts by it.`,
    controls, el("div", { class: "scroll" }, table), pager);
  return { id: "designs", title: report.isSweep ? "Designs" : "Points", body, start: () => {
    follow("kept", () => { view.page = 0; redraw(); });
    follow("design", () => { turnToSelected(view); redraw(); });
  } };
}

function columns() {
  const one = (key, name, text, of, isNumber = true) => ({ key, name, text, of, isNumber });
  const list = [one("id", report.word, (d) => String(d.id), (d) => d.id)];
  for (const each of report.varied) list.push(one(`parameter ${each.name}`, each.name, each.textOf, each.of, each.isNumber));
  for (const key of ["area", "energy", "latency", "edp", "power", "efficiency"]) {
    const found = metric(key);
    if (found) list.push(one(key, found.label, (d) => (d.fits || key === "area" ? quantityText(found.of(d), found.quantity) : "\u2013"), (d) => (d.fits || key === "area" ? found.of(d) : NaN)));
  }
  if (report.isSweep) list.push(one("front", "front", (d) => (d.front ? "\u25c6" : ""), (d) => (d.front ? 0 : 1), false));
  list.push(one("proof", "proof", (d) => (d.fits ? d.proof : d.reason), (d) => (d.fits ? d.proof : d.reason), false));
  return list;
}

function rowsOf(view) {
  const column = columns().find((each) => each.key === view.sort);
  const words = view.words.toLowerCase().split(/[\s,]+/).filter(Boolean);
  const text = (design) => `${nameOf(design)} ${settingsText(design)} ${design.proof} ${design.reason}`.toLowerCase();
  const rows = report.designs.filter((design) => (state.kept === null || state.kept.has(design))
    && (!view.onlyFront || design.front) && words.every((word) => text(design).includes(word)));
  const sign = view.falling ? -1 : 1;
  return rows.sort((a, b) => {
    const [first, second] = [column.of(a), column.of(b)];
    if (Number.isNaN(first) || Number.isNaN(second)) return Number.isNaN(first) - Number.isNaN(second);
    return sign * (first < second ? -1 : first > second ? 1 : 0) || a.index - b.index;
  });
}

function turnToSelected(view) {
  const at = view.rows.indexOf(state.design);
  if (at >= 0) view.page = Math.floor(at / ROWS);
}

function drawTable(view, table, pager, redraw) {
  const shownColumns = columns();
  const hadFocus = table.contains(document.activeElement) && document.activeElement.tagName === "TR";
  const sortBy = (key) => () => {
    view.falling = view.sort === key && !view.falling;
    view.sort = key;
    view.page = 0;
    redraw();
  };
  const head = el("tr", {}, shownColumns.map((each) => el("th", { scope: "col",
    class: each.isNumber ? "number" : null,
    "aria-sort": view.sort === each.key ? (view.falling ? "descending" : "ascending") : null },
  el("button", { type: "button", click: sortBy(each.key) }, each.name,
    view.sort === each.key ? (view.falling ? " \u25be" : " \u25b4") : ""))));
  const rows = view.rows.slice(view.page * ROWS, (view.page + 1) * ROWS);
  const focused = rows.includes(state.design) ? state.design : rows[0];
  table.replaceChildren(el("thead", {}, head), el("tbody", {}, rows.map((design) =>
    el("tr", { tabindex: design === focused ? 0 : -1, "aria-selected": String(design === state.design), "data-design": design.id,
      click: () => selectDesign(design), keydown: rowKeys(design) },
    shownColumns.map((each) => el("td", { class: each.isNumber ? "number" : null }, each.text(design)))))));
  if (hadFocus) table.querySelector("tr[tabindex='0']")?.focus();
  drawPager(view, pager, redraw);
}

function rowKeys(design) {
  return (event) => {
    const row = event.currentTarget;
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (event.key === "Enter" || event.key === " ") selectDesign(design);
    else if (next) next.focus();
    else return;
    event.preventDefault();
  };
}

function drawPager(view, pager, redraw) {
  const pages = Math.max(1, Math.ceil(view.rows.length / ROWS));
  const turn = (by, text, label) => el("button", { type: "button", class: "quiet", "aria-label": label,
    disabled: view.page + by < 0 || view.page + by >= pages, click: () => { view.page += by; redraw(); } }, text);
  pager.replaceChildren(turn(-1, "\u2190", "Page before"),
    el("span", {}, `${withCommas(view.rows.length)} rows, page ${view.page + 1} of ${pages}`), turn(1, "\u2192", "Next page"));
}
