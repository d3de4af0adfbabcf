/* Escape hides the definition that hovering or focusing a term shows; the next term shows its own again
   (WCAG 2.2, 1.4.13: what appears on hover can be dismissed without moving the pointer or the focus). */
(function () {
  "use strict";
  const root = document.documentElement;
  const show = (event) => {
    if (event.target.closest("a.term")) root.classList.remove("definitions-dismissed");
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.classList.add("definitions-dismissed");
  });
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);
})();
