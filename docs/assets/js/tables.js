/* A table or formula wider than the screen scrolls inside its wrapper, which the keyboard must reach too. */
(function () {
  "use strict";

  function name(wrapper) {
    let before = wrapper;
    while (before && !/^H[1-4]$/.test(before.tagName)) before = before.previousElementSibling || before.parentElement;
    return (wrapper.matches(".arithmatex") ? "Formula: " : "Table: ") + (before ? before.firstChild.textContent.trim() : "scrolls sideways");
  }

  const follow = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
        target.setAttribute("role", "region");
        target.setAttribute("aria-label", name(target));
      } else {
        for (const attribute of ["tabindex", "role", "aria-label"]) target.removeAttribute(attribute);
      }
    }
  });

  /* Material wraps the tables once the page is read. */
  window.addEventListener("load", () => {
    for (const wrapper of document.querySelectorAll(".md-typeset__scrollwrap, div.arithmatex")) follow.observe(wrapper);
  });
})();
