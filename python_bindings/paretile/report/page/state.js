// SPDX-License-Identifier: Apache-2.0
// What is selected, and who wants to know.

const state = { design: null, layer: 0, kept: null, order: [] };
const listeners = { design: [], layer: [], kept: [], theme: [] };

/** Calls `update` now and whenever one of the things named changes. */
function follow(names, update) {
  for (const name of names.split(" ")) listeners[name].push(update);
  update();
}

function tell(name) {
  for (const update of listeners[name]) update();
}

function selectDesign(design) {
  if (!design || design === state.design) return;
  state.design = design;
  state.layer = Math.min(state.layer, Math.max(0, (design.layers?.length ?? 1) - 1));
  try {
    history.replaceState(null, "", `#${report.word}=${design.id}`);
  } catch {
    // Some viewers show the file under an address that must not change.
  }
  tell("design");
}

function selectLayer(index) {
  if (index === state.layer) return;
  state.layer = index;
  tell("layer");
}

/** Which designs the filters leave: a set, or null for all. */
function keep(designs) {
  state.kept = designs;
  tell("kept");
}

function isKept(design) {
  return state.kept === null || state.kept.has(design);
}

/** The design named in the address; else the best. */
function designAtStart() {
  const [, id] = location.hash.match(/^#(?:design|point)=(\d+)$/) ?? [];
  const named = report.designs.find((design) => String(design.id) === id);
  return named ?? report.designs[report.best] ?? bestBy(edp) ?? report.designs[0];
}

/** Moves the selection by so many places in the order of the table. */
function step(by) {
  const order = state.order.length ? state.order : report.designs;
  const at = order.indexOf(state.design);
  selectDesign(order[Math.min(order.length - 1, Math.max(0, at + by))]);
}
