// SPDX-License-Identifier: Apache-2.0
// The page, from the top.

const SECTIONS = [summarySection, frontSection, parametersSection, parallelSection, designsSection, chipSection,
  energySection, layersSection, nestSection, proofSection, provenanceSection, reproduceSection];

const breath = () => new Promise((done) => { setTimeout(done); });

async function main() {
  await loadReport();
  await loadPlotly();
  document.getElementById("eyebrow").textContent = `Paretile ${report.made.version} \u00b7 ${report.isSweep ? "design-space exploration" : "mappings of a network"}`;
  document.getElementById("lead").textContent = report.lead;
  setUpTheme();
  state.design = designAtStart();
  setUpSelection();
  const content = document.getElementById("content");
  const sections = SECTIONS.map((make) => make()).filter(Boolean);
  content.replaceChildren(...sections.map(({ id, title, body }) =>
    el("section", { id, "aria-labelledby": `${id}-title` }, el("h2", { id: `${id}-title` }, title), body)));
  document.getElementById("sections").replaceChildren(...sections.map(({ id, title }) => el("a", { href: `#${id}` }, title)));
  for (const { start } of sections) {
    await breath();
    start();
  }
  setUpCharts();
  document.getElementById("foot").textContent = `Made by Paretile ${report.made.version}; everything shown is in this file.`;
  document.documentElement.dataset.ready = "yes";
}

main().catch((error) => {
  const waiting = document.getElementById("waiting") ?? document.getElementById("content");
  waiting.textContent = typeof DecompressionStream === "undefined"
    ? "This report needs a browser of 2023 or newer." : `The report could not be drawn: ${error.message}`;
  throw error;
});
