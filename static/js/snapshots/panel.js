// The panel: the buttons in its head open their forms, and what takes a while says so.

const hidden = document.documentElement.classList;
hidden.add("js"); // without this script the forms are there to open by themselves

for (const button of document.querySelectorAll("[data-opens]")) {
  const form = document.getElementById(button.dataset.opens);
  button.setAttribute("aria-expanded", String(form.open));
  button.setAttribute("role", "button");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    form.open = !form.open;
    button.setAttribute("aria-expanded", String(form.open));
    if (form.open) form.querySelector("input:not([type=hidden])").focus();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== " ") return; // Enter follows a link by itself; Space is what a button has besides
    event.preventDefault();
    button.click();
  });
  form.addEventListener("toggle", () => button.setAttribute("aria-expanded", String(form.open)));
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    button.textContent = form.dataset.busy;
    setTimeout(() => { button.disabled = true; }, 0); // not before the form has been sent
  });
}
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
