// Small help on pages of forms: everything works without it.

import { copyText, say } from "../core/dom.js";

/** The address that a title suggests, as the server makes it. */
function slugOf(title) {
  return title
    .normalize("NFKD")
    .replace(/[^\x00-\x7f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
}

for (const field of document.querySelectorAll("[data-slug-of]")) {
  const title = document.getElementById(field.dataset.slugOf);
  const suggest = () => {
    field.placeholder = slugOf(title.value);
  };
  title.addEventListener("input", suggest);
  suggest();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = [...button.childNodes];
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = await copyText(document.getElementById(button.dataset.copy).value);
    button.textContent = copied ? "Copied" : "Select and copy";
    say(copied ? "Copied" : "Could not copy; select the text and copy it");
    setTimeout(() => {
      button.replaceChildren(...words);
    }, 2000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const field of document.querySelectorAll("[data-select]")) {
  field.addEventListener("focus", () => field.select());
}

// What is wrong is shown beside its field; the first of them gets the focus.
document.querySelector('[aria-invalid="true"]')?.focus();
