// SPDX-License-Identifier: Apache-2.0
// The chip of the selected design, drawn from the outside in.

function chipSection() {
  if (report.chips.length === 0) return null;
  const settings = el("dl", { class: "facts" });
  const drawing = el("div", { class: "chip" });
  const body = el("div", { class: "grid two" }, figure("In numbers", null, [], settings),
    figure("As a drawing", "Memories as boxes, from the outside in; what is inside an array is there many times.", [], drawing));
  return { id: "chip", title: report.isSweep ? "Selected design" : "Chip and optimum", body, start: () => follow("design", () => {
    settings.replaceChildren(...factsOf(state.design));
    drawing.replaceChildren(...(chipOf(state.design) ? [chipDrawn(chipOf(state.design))] : ["The file does not say."]));
  }) };
}

function factsOf(design) {
  const fact = (name, value) => [el("dt", {}, name), el("dd", {}, value)];
  const chip = chipOf(design);
  const facts = [fact(report.word, String(design.id))];
  report.parameters.forEach((each) => facts.push(fact(each.derived ? `${each.name} (derived)` : each.name, each.textOf(design))));
  if (chip) facts.push(fact("chip", `${chip.name}, ${digits(chip.clock_hz / 1e6)} MHz`));
  facts.push(fact("compute units", withCommas(design.compute_units)));
  for (const each of report.metrics) {
    if (each.key === "units") continue;
    if (design.fits || each.key === "area") facts.push(fact(each.label, quantityText(each.of(design), each.quantity)));
  }
  if (design.fits) facts.push(fact("EDP in cycles", `${digits(design.energy_pj * design.latency_cycles)} pJ\u00b7cycles`));
  facts.push(fact("proof", design.fits ? proofText(design.proof) : `nothing fits: ${design.reason}`));
  if (report.isSweep && design.points_total) {
    facts.push(fact("its own front", counted(design.points_total, "choice") + " of mappings in energy and latency"));
  }
  return facts.flat();
}

function proofText(status) {
  return { optimal: "optimal: no mapping of the space is better", bounded: "the best found, with a bound",
    none: "none: the best found" }[status] ?? status;
}

function chipDrawn(chip) {
  let inside = el("div", { class: "box compute" }, el("b", {}, `${chip.compute.name} \u00d7 ${withCommas(chip.compute.instances)}`),
    el("small", {}, `${digits(chip.compute.energy_pj)} pJ per operation`));
  for (let outside = chip.levels.length; outside >= 0; --outside) {
    for (const fanout of chip.fanouts.filter((each) => each.levels_outside === outside).reverse()) {
      inside = el("div", { class: "box array" }, el("b", {}, `\u229e ${fanout.name}: `
        + fanout.axes.map((each) => `${each.name} ${each.size}`).join(" \u00d7 ")), inside);
    }
    if (outside > 0) inside = levelDrawn(chip.levels[outside - 1], inside);
  }
  return inside;
}

function levelDrawn(level, inside) {
  const kept = Object.keys(level.may_keep).filter((role) => level.may_keep[role]).join(", ");
  const widths = [["read", level.read_bandwidth_bits_per_cycle], ["write", level.write_bandwidth_bits_per_cycle],
    ["shared", level.shared_bandwidth_bits_per_cycle]].filter(([, bits]) => bits !== null)
    .map(([name, bits]) => `${name} ${digits(bits)} b/cycle`).join(", ");
  return el("div", { class: "box level" },
    el("b", {}, `${level.name}${level.instances > 1 ? ` \u00d7 ${withCommas(level.instances)}` : ""}: ${bitsText(level.capacity_bits)}`),
    el("small", {}, [`keeps ${kept}`, `${digits(level.read_pj)} pJ per word of ${level.word_bits} b read`, widths].filter(Boolean).join("; ")),
    inside);
}
