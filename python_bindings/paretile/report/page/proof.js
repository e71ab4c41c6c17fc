// SPDX-License-Identifier: Apache-2.0
// What is proven, what was left out and why.

function proofSection() {
  const body = report.isSweep ? sweepProof() : mapProof();
  return { id: "proof", title: "Proof", body, start() {} };
}

function listing(names, rows) {
  return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, names.map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((text) => el("td", {}, text)))))));
}

function mapProof() {
  const { search, objective } = report;
  const first = report.proofs.find((proof) => proof.mapspace);
  return el("div", {}, figure("Layer by layer",
    `Objective: ${objective.kind}. Mapspace '${search.mapspace}': ${first?.mapspace.description ?? ""}. Optimal: no mapping of that space is better; `
    + "a gap: none is better by more.", [],
    listing(["layer", "status", "gap", "points of its front", "mappings in the space", "hash of the space", "same nest as"],
      report.proofs.map((proof) => [proof.layer, proof.why_none ? `none: ${proof.why_none}` : proof.status, proof.status === "bounded" ? percent(proof.gap) : "",
        withCommas(proof.points), proof.mapspace.size.toExponential(2), proof.mapspace.hash, proof.same_as ?? ""]))));
}

function sweepProof() {
  const parts = [];
  const bars = new Map();
  for (const design of report.feasible) bars.set(design.proof, (bars.get(design.proof) ?? 0) + 1);
  const rows = [...bars].map(([status, count]) => [withCommas(count), proofText(status)]);
  const none = report.designs.length - report.feasible.length;
  if (none) rows.push([withCommas(none), "nothing fits: no mapping of some layer exists (reasons below)"]);
  if (report.excluded.length) rows.push([withCommas(report.excluded.length), "excluded by bounds: no choice of mappings on them can be on the front"]);
  const left = report.grid - report.designs_total;
  if (left > 0) rows.push([withCommas(left), "of the grid left out by the sweep's constraints"]);
  const waiting = report.designs_total - report.finished;
  if (waiting > 0) rows.push([withCommas(waiting), "not solved yet"]);
  parts.push(figure("Designs", bars.size === 1 && bars.has("optimal")
    ? "Each design stands for its proven optimum, not for the best of some samples: for every layer of it, no mapping of the mapspace is better." : null, [],
    listing(["designs", "what is known"], rows)));
  const inexact = report.feasible.filter((design) => design.energy_error > 0);
  if (inexact.length) {
    parts.push(el("p", {}, `On ${counted(inexact.length, "design")} the front of the network was thinned; points left out could save at most `
      + `${percent(Math.max(...inexact.map((design) => design.energy_error)))} of energy at their latency.`));
  }
  const reasons = new Map();
  for (const design of report.designs) if (!design.fits) reasons.set(design.reason, (reasons.get(design.reason) ?? 0) + 1);
  if (reasons.size) parts.push(figure("Why nothing fits", null, [], listing(["designs", "reason"], [...reasons].map(([reason, count]) => [withCommas(count), reason]))));
  if (report.excluded.length) parts.push(excludedTable());
  if (report.summary_only) {
    parts.push(el("p", { class: "about" }, `Layers and mappings of ${counted(report.summary_only, "design")} are not in this file, only their totals by component: `
      + "'paretile report --full N' keeps more."));
  }
  return el("div", {}, parts);
}

function selectButton(id) {
  const design = report.designs.find((each) => each.id === id);
  return el("button", { type: "button", class: "quiet", click: () => selectDesign(design) }, `design ${id}`);
}

function excludedTable() {
  const most = 200;
  const names = report.parameters.filter((each) => each.name !== "chip").map((each) => each.name);
  return figure("Excluded by bounds", "No choice of mappings on them needs less energy or time than this, and none can have a point on the front; one design that beats the bound is named."
    + (report.excluded.length > most ? ` The first ${most} are listed.` : ""), [],
  el("details", {}, el("summary", {}, counted(report.excluded.length, "design")),
    listing(["design", ...names, "area", "energy at least", "latency at least", "beaten by"], report.excluded.slice(0, most).map((design) => [
    String(design.id), ...design.settings, quantityText(design.area_um2, "area"), quantityText(design.energy_pj, "energy"),
    quantityText(design.latency_s, "time"), selectButton(design.by)]))));
}
