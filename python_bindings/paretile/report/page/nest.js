// SPDX-License-Identifier: Apache-2.0
// The mapping of the selected layer: its loop nest as text, as a picture, and what moves.

function nestSection() {
  if (report.mappings.length === 0) return null;
  const pick = el("select", { change: () => selectLayer(Number(pick.value)) });
  const text = el("pre", { class: "nest", tabindex: 0 });
  const picture = el("div", { class: "picture" });
  const proof = el("span", { class: "about" });
  const table = el("table");
  const body = el("div", {}, el("div", { class: "controls" }, el("label", { class: "choice" }, "layer ", pick), proof),
    el("div", { class: "grid nest-grid" },
      figure("Loop nest", "Outermost first; what is indented runs inside.", [], text),
      figure("Picture", "Memories with the tiles they hold; between them the loops that run over time (\u21bb) and across the array (\u229e).", [], picture)),
    figure("Words moved", "Of all instances together; tile: words one instance holds at a time.", [], el("div", { class: "scroll" }, table)));
  return { id: "mapping", title: "Mapping", body, start: () => follow("design layer", () => {
    const layers = layersOf(state.design);
    const layer = layers[state.layer];
    pick.replaceChildren(...layers.map((each, i) => el("option", { value: i, selected: i === state.layer }, each.name)));
    if (!layer) {
      for (const each of [text, picture, table]) each.replaceChildren(noLayers().layout.annotations[0].text);
      return;
    }
    proof.textContent = proofOfLayer(layer);
    const nodes = nodesOf(report.nests[layer.nest]);
    text.replaceChildren(...nodes.flatMap((node) => [" ".repeat(2 * node.depth), el("span", { class: node.kind }, node.text), "\n"]));
    picture.replaceChildren(pictureOf(nodes, layer));
    wordsTable(table, layer);
  }) };
}

/** What is known of the layer's other mappings. */
function proofOfLayer(layer) {
  const found = report.isSweep ? { status: layer.proof, points: layer.front_size, hash: layer.hash }
    : report.proofs.filter((each) => each.layer === layer.name)
      .map((each) => ({ status: each.status, points: each.points, hash: each.mapspace.hash }))[0];
  return `${found.status}; ${counted(found.points, "mapping")} on the layer's front; mapspace ${found.hash}`;
}

/** The lines of a nest: memories, loops in time, loops in space, and compute. */
function nodesOf(nest) {
  return nest.split("\n").map((line) => {
    const textOfLine = line.trim();
    const depth = (line.length - line.trimStart().length) / 2;
    const loop = textOfLine.match(/^(for|parfor) (\S+) in \[0, (\d+)\)(?: on (\S+))?$/);
    if (loop) return { depth, text: textOfLine, kind: loop[1] === "for" ? "time" : "space", dim: loop[2], bound: Number(loop[3]), axis: loop[4] };
    const storage = textOfLine.match(/^(\S+) \[(.*)\]$/);
    if (storage) return { depth, text: textOfLine, kind: "store", level: storage[1], tensors: storage[2].split(" ") };
    return { depth, text: textOfLine, kind: "unit" };
  });
}

/** Boxes in boxes: a box per memory that starts anew, a line of loops between them. */
function pictureOf(nodes, layer) {
  const root = el("div", { class: "onion" });
  let inside = root;
  const seen = new Set();
  let index = 0;
  while (index < nodes.length) {
    const kind = nodes[index].kind;
    let end = index;
    while (end < nodes.length && nodes[end].kind === kind && (kind !== "store" || nodes[end].level === nodes[index].level)) ++end;
    const group = nodes.slice(index, end);
    if (kind === "store") inside = into(inside, storeBox(group, layer, !seen.has(group[0].level) && seen.add(group[0].level)));
    if (kind === "time") inside.append(el("div", { class: "loops time" }, el("b", {}, "\u21bb"), group.map((node) => el("span", {}, `${node.dim} ${withCommas(node.bound)}`))));
    if (kind === "space") inside = into(inside, spaceBox(group));
    if (kind === "unit") inside.append(el("div", { class: "unit" }, `${group[0].text}: ${withCommas(layer.moved.compute[0])} operations`));
    index = end;
  }
  return root;
}

function into(outside, box) {
  outside.append(box);
  return box;
}

/** `isFirst`: says how full the memory is, with all it holds. */
function storeBox(group, layer, isFirst) {
  const name = group[0].level;
  const index = layer.levels.findIndex(([level]) => level === name);
  const level = chipOf(state.design)?.levels.find((each) => each.name === name);
  const tensors = layer.levels[index][2];
  const costs = layer.moved.levels[index][3];
  const used = tensors.reduce((sum, [, , bits], i) => sum + bits * costs[i][0], 0) * (level?.buffering ?? 1);
  const box = el("div", { class: "store" }, el("div", { class: "store-head" }, el("b", {}, name),
    isFirst && level?.capacity_bits ? el("span", { class: "fill", title: `${bitsText(used)} of ${bitsText(level.capacity_bits)}` },
      el("small", {}, `${percent(used / level.capacity_bits)} full`),
      el("span", {}, el("i", { style: `width:${Math.min(100, (100 * used) / level.capacity_bits)}%` }))) : null));
  const held = group.flatMap((node) => node.tensors);
  box.append(el("div", { class: "tiles" }, tensors.map(([tensor, role], i) => (held.includes(tensor)
    ? el("span", { class: `tile ${role}` }, el("b", {}, tensor), ` ${withCommas(costs[i][0])} words`) : null))));
  return box;
}

/** Loops across an array, and the part of it they use. */
function spaceBox(group) {
  const [name] = (group[0].axis ?? "").split(".");
  const fanout = chipOf(state.design)?.fanouts.find((each) => each.name === name || each.axes.some((one) => one.name === group[0].axis));
  const box = el("div", { class: "array-box" });
  const used = new Map();
  for (const node of group) {
    const key = (node.axis ?? "").split(".").at(-1);
    used.set(key, (used.get(key) ?? 1) * node.bound);
  }
  const loops = el("div", { class: "loops space" }, el("b", {}, "\u229e"),
    group.map((node) => el("span", {}, `${node.dim} ${withCommas(node.bound)} on ${node.axis}`)));
  box.append(el("div", { class: "array-head" }, loops, fanout ? arrayGrid(fanout, used) : null));
  return box;
}

function arrayGrid(fanout, used) {
  const across = fanout.axes.find((each) => each.name === "x") ?? fanout.axes[0];
  const down = fanout.axes.find((each) => each !== across);
  const [columnsAll, rowsAll] = [across.size, down?.size ?? 1];
  const [columnsUsed, rowsUsed] = [used.get(across.name) ?? 1, used.get(down?.name) ?? 1];
  const cell = Math.max(2, Math.min(9, Math.floor(150 / Math.max(columnsAll, rowsAll))));
  const isDrawn = columnsAll <= 64 && rowsAll <= 64;
  const text = `${withCommas(columnsUsed * rowsUsed)} of ${withCommas(columnsAll * rowsAll)} at work`;
  if (!isDrawn) return el("small", {}, text);
  const isFolded = columnsUsed > columnsAll || rowsUsed > rowsAll;  // fills one row after the other
  const isBusy = (column, row) => (isFolded ? row * columnsAll + column < columnsUsed * rowsUsed
    : column < columnsUsed && row < rowsUsed);
  const cells = [];
  for (let row = 0; row < rowsAll; ++row) {
    for (let column = 0; column < columnsAll; ++column) {
      cells.push(svg("rect", { x: column * cell, y: row * cell, width: cell - 1, height: cell - 1,
        class: isBusy(column, row) ? "busy" : "idle" }));
    }
  }
  return el("span", { class: "array-grid" }, svg("svg", { width: columnsAll * cell, height: rowsAll * cell, role: "img", "aria-label": text }, cells), el("small", {}, text));
}

function wordsTable(table, layer) {
  const rows = [];
  layer.levels.forEach(([name, instances, tensors], index) => {
    const [, used, , costs] = layer.moved.levels[index];
    tensors.forEach(([tensor, role], i) => {
      const [tile, energy, ...moved] = costs[i];
      rows.push([name, `${tensor} (${role})`, `${withCommas(used)} of ${withCommas(instances)}`, ...[tile, ...moved].map(withCommas),
        quantityText(energy, "energy"), percent(energy / layer.energy_pj)]);
    });
  });
  layer.wires.forEach((name, i) => rows.push([`${name} wires`, "", "", "", "", "", "", "", quantityText(layer.moved.wires[i], "energy"), percent(layer.moved.wires[i] / layer.energy_pj)]));
  const [operations, energy, , , used] = layer.moved.compute;
  rows.push(["compute", `${withCommas(operations)} operations`, withCommas(used), "", "", "", "", "", quantityText(energy, "energy"), percent(energy / layer.energy_pj)]);
  const names = ["component", "tensor", "instances used", "tile", "fills", "reads", "updates", "drains", "energy", "share"];
  table.replaceChildren(el("thead", {}, el("tr", {}, names.map((name, i) => el("th", { scope: "col", class: i > 1 ? "number" : null }, name)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cellText, i) => el("td", { class: i > 1 ? "number" : null }, cellText))))));
}
