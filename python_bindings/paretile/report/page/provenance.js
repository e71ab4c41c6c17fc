// SPDX-License-Identifier: Apache-2.0
// Where the numbers of the chip come from, and how to get this report again.

const ORIGINS = { stated: "\u25a0 stated", table: "\u25a4 table", estimated: "\u25b3 estimated", none: "\u2013 none" };

function provenanceSection() {
  if (report.chips.length === 0) return null;
  const table = el("table");
  const source = el("p", { class: "about" });
  const cautions = el("ul", { class: "cautions" });
  const body = figure("", null, [], source, el("div", { class: "scroll tall" }, table), cautions);
  return { id: "provenance", title: "Where the numbers come from", body, start: () => follow("design", () => {
    const chip = chipOf(state.design);
    if (!chip) return;
    source.textContent = `${chip.name}: ${chip.source}`;
    cautions.replaceChildren(...chip.cautions.map((text) => el("li", {}, text)));
    const rows = chip.numbers.map(([number, value]) => [...report.sources[number], value]).filter(([, , origin]) => origin !== "none");
    table.replaceChildren(
      el("thead", {}, el("tr", {}, ["component", "number", "value", "origin", "from", "confidence", "error"].map((name) =>
        el("th", { scope: "col", class: name === "value" ? "number" : null }, name)))),
      el("tbody", {}, rows.map(([component, number, origin, from, confidence, error, value]) => el("tr", {},
        el("td", {}, component || chip.name), el("td", {}, number), el("td", { class: "number" }, value === null ? "unlimited" : digits(value)),
        el("td", {}, ORIGINS[origin] ?? origin), el("td", { class: "wide" }, from), el("td", {}, confidence),
        el("td", {}, error === null ? "" : `\u00b1${percent(error)}`)))));
  }) };
}

function reproduceSection() {
  const parts = [];
  const block = (title, text) => el("div", { class: "code" }, el("div", { class: "code-head" }, el("b", {}, title), copyButton(text)), el("pre", { tabindex: 0 }, text));
  parts.push(block("Commands", report.commands.concat(report.made.command || []).join("\n")));
  const facts = [["program", `Paretile ${report.made.version}`]];
  for (const [name, value] of Object.entries(report.hashes)) facts.push([name, value]);
  parts.push(el("dl", { class: "facts" }, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, el("code", {}, value))])));
  for (const [name, text] of report.files) {
    parts.push(el("details", {}, el("summary", {}, name), block(name, text)));
  }
  const body = figure("", report.isSweep
    ? "With the files below, these commands give the same rows, on any number of threads and machines; only times differ."
    : "The same inputs and flags give the same result on any number of threads; only times differ.", [], ...parts);
  return { id: "reproduce", title: "How to reproduce", body, start() {} };
}
