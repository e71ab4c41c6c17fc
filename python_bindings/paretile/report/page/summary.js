// SPDX-License-Identifier: Apache-2.0
// The first look: how many, how good, how sure.

function summarySection() {
  const cards = report.isSweep ? sweepCards() : mapCards();
  const body = el("div", {}, banner(), el("div", { class: "cards" }, cards.filter(Boolean)),
    report.isSweep ? el("p", { class: "about" }, `A design's energy, latency and EDP are everywhere those of its optimum: ${optimumText()}.`) : null);
  return { id: "summary", title: "Summary", body, start() {} };
}

function banner() {
  const texts = [];
  if (report.isSweep && report.finished < report.designs_total) {
    texts.push(`Not finished: ${withCommas(report.finished)} of ${counted(report.designs_total, "design")}. `
      + "What is best and what is on the front may change.");
  }
  if (report.interrupted) texts.push("The search was interrupted: the fronts are what was found until then.");
  return texts.length ? el("p", { class: "banner", role: "note" }, texts.join(" ")) : null;
}

function card(value, text, design) {
  const inside = [el("strong", {}, value), el("span", {}, text)];
  if (!design) return el("div", { class: "stat" }, inside);
  return el("button", { type: "button", class: "stat", click: () => selectDesign(design),
    "aria-label": `${value}, ${text}: select ${nameOf(design)}` }, inside);
}

function bestCard(key) {
  const found = metric(key);
  if (!found || !report.feasible.length) return null;
  const sign = found.better === "more" ? -1 : 1;
  const best = bestBy((design) => sign * found.of(design));
  const word = found.better === "more" ? "highest" : "least";
  return card(quantityText(found.of(best), found.quantity), `${word} ${found.label}: ${nameOf(best)}`, best);
}

function sweepCards() {
  const proven = report.feasible.filter((design) => design.proof === "optimal").length;
  const onFront = report.designs.filter((design) => design.front).length;
  return [
    card(withCommas(report.designs.length), report.excluded.length
      ? `designs solved, ${withCommas(report.excluded.length)} more excluded by bounds` : "designs solved"),
    card(percent(report.feasible.length ? proven / report.feasible.length : 0),
      `of them at a proven optimum (${withCommas(proven)})`),
    card(withCommas(onFront), "on the front of energy, latency and area"),
    bestCard("edp"), bestCard("energy"), bestCard("latency"), bestCard("area"), bestCard("efficiency"),
  ];
}

function mapCards() {
  const proven = report.proofs.filter((proof) => proof.status === "optimal").length;
  return [
    card(withCommas(report.proofs.length), `layers, ${proven} with a proven optimum`),
    report.points_total ? card(withCommas(report.points_total), "choices of mappings on the network's front") : null,
    bestCard("edp"), bestCard("energy"), bestCard("latency"), bestCard("efficiency"),
  ];
}

/** The line that stays in sight: what is selected. */
function setUpSelection() {
  const text = document.getElementById("selection-text");
  const best = bestBy(edp);
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("next").addEventListener("click", () => step(1));
  const toBest = document.getElementById("to-best");
  toBest.addEventListener("click", () => selectDesign(best));
  toBest.hidden = best === null;
  document.getElementById("selection").hidden = report.designs.length < 2;
  follow("design", () => {
    const design = state.design;
    const values = ["energy", "latency", "area", "edp"].map(metric).filter(Boolean);
    text.replaceChildren(
      el("strong", { "data-design": design.id }, `\u25c6 ${nameOf(design)}`), " ",
      ...(design.fits ? values.map((each) => el("span", { class: "value", "data-metric": each.key, "data-value": each.of(design) },
        el("i", {}, each.label), " ", quantityText(each.of(design), each.quantity)))
        : [el("span", { class: "value" }, `nothing fits: ${design.reason}`)]),
      el("span", { class: "settings" }, settingsText(design)));
  });
}
