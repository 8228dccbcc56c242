// The time picker in the viewer's own zone. Without this it is in UTC, as its label says.

const two = (number) => String(number).padStart(2, "0");

const local = (moment) =>
  `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}T` +
  `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;

for (const form of document.querySelectorAll("form[data-picker]")) {
  const picker = form.elements.namedItem("time");
  for (const name of ["min", "max", "value"]) {
    if (picker[name]) picker[name] = local(new Date(`${picker[name]}Z`));
  }
  picker.removeAttribute("max"); // the clock goes on while the page is open; the server checks
  form.querySelector("[data-zone]").textContent = `(${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
  form.addEventListener("submit", () => {
    form.elements.namedItem("at").value = new Date(picker.value).toISOString();
  });
}
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter ?? form.querySelector("button[type=submit]");
    setTimeout(() => { button.textContent = form.dataset.busy; button.disabled = true; }, 0); // sent by then
  });
}
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
