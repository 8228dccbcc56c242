// Every page: the chosen colours, the drop-down of the top bar, and the connection where there is one.

import "./desk.js";
import "./notices.js";
import "./sync-light.js";
import { start } from "./stream.js";

function showTheme() {
  const chosen = document.documentElement.dataset.theme ?? "";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
  }
}

function chooseTheme(choice) {
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  try {
    if (choice) localStorage.setItem("camerasheet/theme", choice);
    else localStorage.removeItem("camerasheet/theme");
  } catch {
    // it lasts as long as the page
  }
  showTheme();
}

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (choice) chooseTheme(choice.dataset.themeChoice);
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    drop.open = false;
    drop.querySelector("summary").focus();
  }
});
showTheme();
// By then every module of the page listens, so no message comes too early.
if (document.readyState === "complete") start();
else document.addEventListener("DOMContentLoaded", start);
