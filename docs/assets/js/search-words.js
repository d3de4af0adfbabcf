/* How the search turns text into comparable terms. Pure functions: they run in the worker and in Node.

   A term is a word in lower case, without accents, in the singular and in one spelling. The rules only have to be the
   same for text and query, so "movies" and "movie" may both become "movy". */
(function (root) {
  "use strict";

  const STOP_WORDS = new Set(
    ("a an and are as at be by can could do does for from had has have how i if in into is it its me my of on or our " +
      "should so than that the their them then there these they this those to us vs versus was we were what when " +
      "where which while who why will with would you your").split(" "),
  );

  // Words that ask instead of naming something; left out of a query that is a question ("how to handle class imbalance").
  const QUESTION_WORDS = new Set("are can do does how is should what when which why".split(" "));
  const ASKING = new Set(
    ("best choose deal difference between gets good handle happen happens help know like make many mean most much " +
      "need needs tell use used want work works").split(" "),
  );

  // Plurals that no rule finds, and singulars that look like plurals.
  const IRREGULAR = new Map(
    Object.entries({
      analyses: "analysis", axes: "axis", biases: "bias", caches: "cache", criteria: "criterion",
      hypotheses: "hypothesis", indexes: "index", indices: "index", matrices: "matrix", vertices: "vertex",
      aliases: "alias", alias: "alias", atlas: "atlas", bias: "bias", canvas: "canvas", gas: "gas", lens: "lens",
      news: "news", series: "series",
    }),
  );

  // British to American, except -ise and -yse: there the "s" wins, or "noise" and "precise" would need exceptions.
  const SPELLINGS = [
    [/^(.{2,})([iy])z(?=[eai]|$)/, "$1$2s"],
    [/(arm|behavi|col|fav|flav|hon|hum|lab|neighb|rum)ou(?=r|$)/, "$1o"],
    [/(cent|fib|lit|met)re(?=s?$)/, "$1er"],
    [/(cancel|channel|label|level|model|signal|travel)l(?=ed$|ing$|ers?$)/, "$1"],
    [/(analog|catalog|dialog)ue(?=s?$)/, "$1"],
    [/programme(?=s?$)/, "program"],
    [/(lic|def|off)ence(?=s?$)/, "$1ense"],
    [/artefact/, "artifact"],
    [/judgement/, "judgment"],
    [/^grey/, "gray"],
  ];

  const WORD = /\d+(?:[.,]\d+)+|[\p{L}\p{N}\p{M}]+(?:['’]\p{L}+)?/gu;
  const JOINT = /^[-‐‑/_@&]$/;

  /** Return a word in lower case, without accents, apostrophes and thousands separators. */
  function normalize(word) {
    const lower = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return /^\d/.test(lower) ? lower.replace(/,(?=\d{3})/g, "") : lower.replace(/['’]s?$|['’]/g, "");
  }

  /** Return the singular of a normalized word, as far as simple rules go. */
  function singular(word) {
    if (IRREGULAR.has(word)) return IRREGULAR.get(word);
    if (word.length < 4 || /\d/.test(word)) return word;
    if (word.length > 4 && /ies?$/.test(word)) return word.replace(/ies?$/, "y");
    if (/(ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
    return /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
  }

  /** Return the term of a normalized word. */
  function fold(word) {
    return SPELLINGS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), singular(word));
  }

  // A text repeats its words: each is normalized and folded once.
  const known = new Map();

  /** Return `{word, term}` of a word as written. */
  function read(written) {
    if (!known.has(written)) {
      const word = normalize(written);
      known.set(written, { word, term: fold(word) });
    }
    return known.get(written);
  }

  /** Return the words of a text in order: place, term, and whether a hyphen or the like ties it to the next word. */
  function tokens(text) {
    const found = [];
    for (const match of text.matchAll(WORD)) {
      const { word, term } = read(match[0]);
      const start = match.index;
      const before = found[found.length - 1];
      if (before) before.tied = JOINT.test(text.slice(before.end, start));
      found.push({ start, end: start + match[0].length, word, term, tied: false });
    }
    return found;
  }

  /** Return the term of two words written as one: "two", "towers" -> "twotower". */
  function joined(first, second) {
    return fold(first.word + second.word);
  }

  /** Tell whether a word says nothing about the subject. */
  function isStopWord(word) {
    return STOP_WORDS.has(word);
  }

  /** Return the words of a query that name what is asked for: without stop words, in a question without its verbs. */
  function asked(words) {
    const named = words.filter((token) => !isStopWord(token.word));
    const question = words.length > 2 && QUESTION_WORDS.has(words[0].word);
    const subject = question ? named.filter((token) => !ASKING.has(token.word)) : named;
    return subject.length ? subject : named;
  }

  /** Return the terms of words to be indexed: what is not a stop word, and compounds also in one piece. */
  function terms(words) {
    const list = words.filter((token) => !isStopWord(token.word)).map((token) => token.term);
    words.forEach((token, i) => {
      if (token.tied) list.push(joined(token, words[i + 1]));
    });
    return list;
  }

  /** Return the terms that carry meaning as one string, for comparing phrases: " two tower model ". */
  function phrase(words) {
    const list = words.filter((token) => !isStopWord(token.word)).map((token) => token.term);
    return ` ${list.join(" ")} `;
  }

  const SearchWords = { tokens, terms, asked, joined, phrase, isStopWord };
  if (typeof module === "object" && module.exports) module.exports = SearchWords;
  else root.SearchWords = SearchWords;
})(globalThis);
