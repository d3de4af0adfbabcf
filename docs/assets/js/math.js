/* Draws formulas that are not drawn yet: the published pages hold them ready-made, the live preview does not. */
(function () {
  "use strict";
  if (typeof renderMathInElement === "undefined") return;
  for (const element of document.querySelectorAll(".arithmatex")) {
    renderMathInElement(element, {
      delimiters: [
        { left: "\\(", right: "\\)", display: false },
        { left: "\\[", right: "\\]", display: true },
      ],
      throwOnError: false,
    });
  }
})();
