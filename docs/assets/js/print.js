/* The two print buttons of a sheet. Without them (or without scripts) the browser's print gives the sheet. */
(function () {
  "use strict";
  const root = document.documentElement;
  const opened = [];

  function openAll() {
    for (const details of document.querySelectorAll(".md-content details:not([open])")) {
      details.open = true;
      opened.push(details);
    }
  }

  function restore() {
    for (const details of opened.splice(0)) details.open = false;
    root.classList.remove("print-chapter");
  }

  for (const actions of document.querySelectorAll(".sheet-actions")) {
    actions.hidden = false;
    actions.addEventListener("click", (event) => {
      const what = event.target.closest("[data-print]")?.dataset.print;
      if (!what) return;
      root.classList.toggle("print-chapter", what === "chapter");
      window.print();
    });
  }
  window.addEventListener("beforeprint", () => {
    if (root.classList.contains("print-chapter")) openAll();
  });
  window.addEventListener("afterprint", restore);
})();
