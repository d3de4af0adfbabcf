/* Reading paths: what has been read is kept on this device only, and can be exported, imported and cleared. */
(function () {
  "use strict";
  const KEY = "atlas.read";

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []);
    } catch {
      return new Set();
    }
  }

  /* Returns false where the browser refuses to keep anything. */
  function save(read) {
    try {
      if (read.size) localStorage.setItem(KEY, JSON.stringify([...read].sort()));
      else localStorage.removeItem(KEY);
      return true;
    } catch {
      return false;
    }
  }

  function start(root) {
    const lists = Array.from(root.querySelectorAll(".reading-path"));
    const tools = root.querySelector(".path-tools"), status = tools.querySelector("[role=status]");
    const file = tools.querySelector("input[type=file]");
    const boxes = Array.from(root.querySelectorAll("input[data-page]"));
    const pages = new Set(boxes.map((box) => box.dataset.page));
    let read = load();

    function show() {
      for (const box of boxes) box.checked = read.has(box.dataset.page);
      for (const list of lists) {
        const own = Array.from(list.querySelectorAll("input[data-page]"));
        list.querySelector(".path-count").textContent = `${own.filter((box) => box.checked).length} of ${own.length} read`;
      }
    }

    function keep(said) {
      status.textContent = save(read) ? said : "This browser keeps nothing: the marks last until you leave the page.";
      show();
    }

    for (const box of boxes) {
      box.hidden = false;
      box.addEventListener("change", () => {
        if (box.checked) read.add(box.dataset.page);
        else read.delete(box.dataset.page);
        keep("");
      });
    }
    tools.hidden = false;
    tools.querySelector("[data-do=export]").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify({ atlas: 1, read: [...read].sort() })], { type: "application/json" }));
      link.download = "atlas-progress.json";
      link.click();
      URL.revokeObjectURL(link.href);
      status.textContent = "Saved as atlas-progress.json.";
    });
    tools.querySelector("[data-do=import]").addEventListener("click", () => file.click());
    file.addEventListener("change", async () => {
      try {
        const given = JSON.parse(await file.files[0].text()).read;
        const known = given.filter((page) => pages.has(page));
        read = new Set([...read, ...known]);
        keep(`${known.length} marks read from the file.`);
      } catch {
        status.textContent = "This is not a file of reading progress; nothing was changed.";
      }
      file.value = "";
    });
    tools.querySelector("[data-do=clear]").addEventListener("click", () => {
      read = new Set();
      keep("All marks are cleared.");
    });
    window.addEventListener("storage", (event) => {
      if (event.key === KEY || event.key === null) {
        read = load();
        show();
      }
    });
    show();
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const root of document.querySelectorAll(".reading-paths")) start(root);
  });
})();
