/* Derived lists: a box that shows only the items holding every word typed. Without this all items show. */
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    for (const root of document.querySelectorAll(".index-of")) {
      const box = root.querySelector(".index-filter"), status = box.querySelector("[role=status]");
      const items = Array.from(root.querySelectorAll(".index-item"), (element) => ({
        element, text: (element.dataset.area + " " + element.textContent).toLowerCase(),
      }));
      box.hidden = false;
      box.querySelector("input").addEventListener("input", (event) => {
        const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const { element, text } of items) {
          element.hidden = !words.every((word) => text.includes(word));
          shown += !element.hidden;
        }
        status.textContent = words.length ? `${shown} of ${items.length}` : "";
      });
    }
  });
})();
