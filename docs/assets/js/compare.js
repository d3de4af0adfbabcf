/* Side by side: the reader picks two to four systems; the address keeps the choice. Without this all columns show. */
(function () {
  "use strict";

  function start(root) {
    const least = Number(root.dataset.least), most = Number(root.dataset.most);
    const picker = root.querySelector("fieldset"), status = picker.querySelector("[role=status]");
    const boxes = Array.from(picker.querySelectorAll("input"));
    const known = boxes.map((box) => box.value);

    function show(said) {
      const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
      for (const cell of root.querySelectorAll("[data-system]")) cell.hidden = !chosen.includes(cell.dataset.system);
      root.style.setProperty("--columns", String(chosen.length));
      for (const box of boxes) box.disabled = box.checked ? chosen.length <= least : chosen.length >= most;
      if (said) status.textContent = `${chosen.length} systems shown.` + (chosen.length >= most ? ` ${most} is the most.` : "");
      return chosen;
    }

    function wanted() {
      const asked = (new URLSearchParams(location.search).get("systems") || "").split(",").filter((slug) => known.includes(slug));
      const distinct = Array.from(new Set(asked)).slice(0, most);
      return distinct.length >= least ? distinct : null;
    }

    const asked = wanted();
    if (asked) for (const box of boxes) box.checked = asked.includes(box.value);
    picker.hidden = false;
    show(false);
    picker.addEventListener("change", () => {
      const address = new URL(location.href);
      address.searchParams.set("systems", show(true).join(","));
      history.replaceState(history.state, "", address);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const root of document.querySelectorAll(".side-by-side")) start(root);
  });
})();
