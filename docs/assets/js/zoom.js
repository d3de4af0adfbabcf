/* Click or tap a drawing to see it full screen; wheel, pinch and drag move it (panzoom). The drawing itself moves into
   the dialog and back, so that its ids stay unique; panzoom moves a sheet around it, so that it comes back as it was. */
(function () {
  "use strict";
  if (typeof Panzoom === "undefined" || typeof HTMLDialogElement === "undefined") return;
  const figures = document.querySelectorAll("figure.diagram");
  if (!figures.length) return;

  const dialog = document.createElement("dialog");
  dialog.className = "zoom diagram";
  dialog.setAttribute("aria-label", "Enlarged diagram");
  dialog.innerHTML =
    '<div class="zoom-bar"><button type="button" data-zoom="in" aria-label="Larger">+</button>' +
    '<button type="button" data-zoom="out" aria-label="Smaller">−</button>' +
    '<button type="button" data-zoom="close">Close</button></div><div class="zoom-stage"></div>';
  document.body.append(dialog);
  const stage = dialog.querySelector(".zoom-stage");
  let home = null;
  let view = null;

  function open(figure) {
    const drawing = figure.querySelector(".mermaid > svg");
    if (!drawing || home) return;
    home = drawing.parentElement;
    const sheet = document.createElement("div");
    sheet.className = "zoom-sheet";
    sheet.append(drawing);
    stage.replaceChildren(sheet);
    dialog.showModal();
    view = Panzoom(sheet, { maxScale: 8, minScale: 0.5, canvas: true });
    stage.onwheel = view.zoomWithWheel;
  }

  function restore() {
    if (!home) return;
    home.append(stage.querySelector("svg"));
    view.destroy();
    stage.onwheel = null;
    stage.replaceChildren();
    home = view = null;
  }

  dialog.addEventListener("click", (event) => {
    const what = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (what === "in") view.zoomIn();
    if (what === "out") view.zoomOut();
    if (what === "close") dialog.close();
  });
  dialog.addEventListener("close", restore);

  for (const figure of figures) {
    figure.classList.add("can-zoom");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "zoom-open";
    button.textContent = "Enlarge: " + (figure.querySelector("figcaption")?.textContent || "diagram");
    button.addEventListener("click", () => open(figure));
    figure.prepend(button);
    figure.querySelector(".mermaid").addEventListener("click", () => open(figure));
  }
})();
