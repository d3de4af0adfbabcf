/* What a search result shows: the sentence that matches, with the matching words marked. Pure functions. */
(function (root) {
  "use strict";

  const LONGEST = 220;
  const SHORTEST = 90;
  const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
  const SENTENCE_END = /[.!?]["”')\]]*\s+(?=["“'(\p{Lu}\p{N}])/gu;

  const ABBREVIATION = /\b(?:al|e\.g|i\.e|vs|cf|approx|no)\. $/;

  /** Return a TeX formula as a reader would type it, roughly: names instead of commands, no braces. */
  function formula(tex) {
    return tex
      .replace(/\\frac\{([^{}]*)\}\{([^{}]*)\}/g, "$1/$2")
      .replace(/\\(?:text|mathrm|mathbf|mathbb|operatorname)\{([^{}]*)\}/g, "$1")
      .replace(/\\mid\b/g, "|")
      .replace(/\\(?:left|right|big|Big|[,;:! ])/g, "")
      .replace(/\\([a-zA-Z]+)/g, "$1")
      .replace(/[{}\\]/g, "");
  }

  /** Return the text of a piece of the index (HTML with few tags, escaped); blocks are on lines of their own. */
  function plain(html) {
    return html
      .replace(/<\/?(?:p|li|ul|ol|pre)>/g, "\n")
      .replace(/<[^>]*>/g, "")
      .replace(/\\\((.*?)\\\)|\\\[(.*?)\\\]/gs, (all, inline, block) => formula(inline ?? block))
      .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity])
      .replace(/[^\S\n]+/g, " ")
      .replace(/ ?\n[\s]*/g, "\n")
      .trim();
  }

  /** Return the text as HTML. */
  function escape(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  }

  /** Return start and end of each sentence; a line break ends one too. */
  function sentences(text) {
    const spans = [];
    let start = 0;
    for (const line of text.split("\n")) {
      let from = 0;
      for (const match of line.matchAll(SENTENCE_END)) {
        const until = match.index + match[0].length;
        if (ABBREVIATION.test(line.slice(from, until))) continue;
        spans.push([start + from, start + until]);
        from = until;
      }
      if (from < line.length) spans.push([start + from, start + line.length]);
      start += line.length + 1;
    }
    return spans;
  }

  /** Return the words of `words` that `matched` (a set of terms) holds, compounds of two words included. */
  function hits(words, matched, joined) {
    const found = new Set();
    words.forEach((token, i) => {
      if (matched.has(token.term)) found.add(token);
      if (token.tied && matched.has(joined(token, words[i + 1]))) found.add(token).add(words[i + 1]);
    });
    return [...found].sort((a, b) => a.start - b.start);
  }

  /** Return text from `start` to `end` as HTML with the hits marked. */
  function mark(text, found, start = 0, end = text.length) {
    let html = "";
    let cursor = start;
    for (const token of found) {
      if (token.start < cursor || token.end > end) continue;
      html += `${escape(text.slice(cursor, token.start))}<mark>${escape(text.slice(token.start, token.end))}</mark>`;
      cursor = token.end;
    }
    return html + escape(text.slice(cursor, end));
  }

  /** Return the span of at most LONGEST characters to show: the sentence with most different hits, the earlier wins. */
  function choose(text, found) {
    const spans = sentences(text);
    if (!spans.length) return [0, 0];
    let best = 0;
    let most = -1;
    spans.forEach(([start, end], i) => {
      const inside = found.filter((token) => token.start >= start && token.end <= end);
      const different = new Set(inside.map((token) => token.term)).size;
      if (different > most) [best, most] = [i, different];
    });
    let [start, end] = spans[best];
    if (end - start < SHORTEST && best + 1 < spans.length && text[end] !== "\n") end = spans[best + 1][1];
    if (end - start <= LONGEST) return [start, end];
    const first = found.find((token) => token.start >= start && token.end <= end);
    if (first && first.start - start > LONGEST / 2) start = text.indexOf(" ", first.start - LONGEST / 3) + 1;
    if (end - start > LONGEST) end = text.lastIndexOf(" ", start + LONGEST);
    return [start, end];
  }

  /** Return the matching sentence as HTML, with an ellipsis where it was cut out. */
  function teaser(text, found) {
    const [start, end] = choose(text, found);
    if (end <= start) return "";
    const opened = start === 0 || /[\n.!?)\]"”']\s?$/.test(text.slice(start - 2, start)) ? "" : "… ";
    const closed = end >= text.length || /[.!?)\]"”'\n]\s*$/.test(text.slice(end - 2, end + 1)) ? "" : " …";
    return `<p>${opened}${mark(text, found, start, end).trim()}${closed}</p>`;
  }

  const SearchTeaser = { plain, escape, hits, mark, teaser };
  if (typeof module === "object" && module.exports) module.exports = SearchTeaser;
  else root.SearchTeaser = SearchTeaser;
})(globalThis);
