/* Puts our worker behind Material's search box, and starts it only when the box is opened.

   Runs before Material's bundle, which asks for a Worker at the address in the page's `__config` and then speaks four
   messages with it. It gets a stand-in that keeps the messages until the reader opens the box (by hand, by a key, or by
   a link with ?q=); only then are the worker and the index loaded. The box says "Initializing search" until then. */
(function () {
  "use strict";
  // Another generator has a search of its own behind the same markup: leave it alone.
  const generator = document.querySelector("meta[name=generator]");
  if (!generator || !/mkdocs-material/.test(generator.content)) return;

  const Native = window.Worker;
  const address = new URL("search-worker.js", document.currentScript.src).href;

  class LazyWorker extends EventTarget {
    constructor() {
      super();
      this.kept = [];
      this.worker = null;
      const toggle = document.getElementById("__search");
      if (toggle.checked) this.start();
      else toggle.addEventListener("change", () => this.start(), { once: true });
    }

    start() {
      this.worker = new Native(address);
      this.worker.addEventListener("message", ({ data }) => this.dispatchEvent(new MessageEvent("message", { data })));
      for (const message of this.kept) this.worker.postMessage(message);
    }

    postMessage(message) {
      if (this.worker) this.worker.postMessage(message);
      else this.kept.push(message);
    }
  }

  window.Worker = function (url, options) {
    const config = document.getElementById("__config");
    if (!config || String(url) !== JSON.parse(config.textContent).search) return new Native(url, options);
    window.Worker = Native;
    return new LazyWorker();
  };
})();
