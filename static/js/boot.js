// Runs before the first paint, as a classic script: the chosen colours, and what htmx may skip.
(() => {
  try {
    const theme = localStorage.getItem("camerasheet/theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  } catch {
    // storage is forbidden here: the system's colours it is
  }
  // htmx looks at every attribute of every element it is given. In a sheet of 18,000 cells that
  // is most of the loading time, and none of them has any: cells and rows are passed over.
  document.addEventListener("htmx:before:process", (event) => {
    const element = event.target;
    const inGrid = element === document.body ? document.getElementById("grid") : element.closest?.("#grid");
    if (inGrid) {
      event.preventDefault(); // what else uses htmx on such a page is swapped in, and seen then
    }
  });
})();
