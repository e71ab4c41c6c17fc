// SPDX-License-Identifier: Apache-2.0
// Light, dark, or as the system is; paper is light.

const THEMES = ["auto", "light", "dark"];
const THEME_TEXT = { auto: "\u25d0 Auto", light: "\u25cb Light", dark: "\u25cf Dark" };
const darkSystem = matchMedia("(prefers-color-scheme: dark)");
let isPrinting = false;

function setUpTheme() {
  const button = document.getElementById("theme");
  let theme = "auto";
  try {
    theme = localStorage.getItem("paretile-theme") ?? "auto";
  } catch {
    // A file may have no storage.
  }
  const show = () => {
    document.documentElement.dataset.theme = theme;
    button.textContent = THEME_TEXT[theme];
    tell("theme");
  };
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    try {
      localStorage.setItem("paretile-theme", theme);
    } catch {
      // As above.
    }
    show();
  });
  darkSystem.addEventListener("change", () => tell("theme"));
  document.getElementById("print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => setPrinting(true));
  addEventListener("afterprint", () => setPrinting(false));
  show();
}

function setPrinting(value) {
  isPrinting = value;
  document.documentElement.classList.toggle("printing", value);
  tell("theme");
}

/** A colour of the style sheet, for what is drawn by script. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// Okabe and Ito: told apart with any colour vision.
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#7f7f7f"];
// Viridis without the end that the ground would swallow.
const RAMPS = { light: ["#440154", "#414487", "#2a788e", "#22a884", "#a5c62a"],
  dark: ["#6f7bd6", "#3f9fd0", "#35b8a0", "#8fd744", "#fde725"] };

function ramp() {
  const colours = RAMPS[getComputedStyle(document.documentElement).colorScheme] ?? RAMPS.light;
  return colours.map((each, i) => [i / (colours.length - 1), each]);
}

const PATTERNS = { weight: "", input: "/", output: "." };

function componentColour(name) {
  if (name === "compute") return colour("compute");
  if (name === "leakage") return colour("faint");
  return COLOURS[report.components.indexOf(name) % COLOURS.length];
}
