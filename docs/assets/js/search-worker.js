/* The worker behind Material's search box: four messages, nothing else. What it answers is in search-engine.js. */
(function () {
  "use strict";
  const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3];

  // In the frame that stands in for a worker under file:, addresses are relative to the page, not to this script.
  const here = typeof document === "undefined" ? location.href : document.currentScript.src;
  const beside = (path) => new URL(path, here).href;
  let engine = null;

  /** Build the index from the sections in the message, or, in the published site, from their own file. */
  async function setup(docs) {
    // The stand-in loads scripts asynchronously and returns a promise; the worker's own function does not.
    await importScripts(
      ...["../vendor/minisearch.js", "search-words.js", "search-teaser.js", "search-engine.js"].map(beside),
    );
    if (!docs.length) await importScripts(beside("../../search/sections.js"));
    engine = SearchEngine.open(docs.length ? docs : searchSections, MiniSearch);
  }

  addEventListener("message", async ({ data }) => {
    if (data.type === SETUP) {
      await setup(data.data.docs);
      postMessage({ type: READY });
    } else if (data.type === QUERY) {
      postMessage({ type: RESULT, data: SearchEngine.search(data.data, engine) });
    }
  });
})();
