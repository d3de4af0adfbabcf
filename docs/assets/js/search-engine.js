/* The search: an index over sections and the answer to a query, in the shape Material's search box draws. Pure
   functions: they run in the worker and in Node.

   One search gathers every section that holds any word of the query; what counts as an answer is decided here, because
   a page may treat one word in one section and the next word in another:
   1. pages that treat all words, in one section (shown first) or in several;
   2. if there is none, the same with typing errors allowed in words that do exist ("modal" for "model");
   3. if these are few, also pages that treat the most words after that; the box then names the missing ones. */
(function (root) {
  "use strict";
  const words = typeof require === "function" ? require("./search-words.js") : root.SearchWords;
  const teasers = typeof require === "function" ? require("./search-teaser.js") : root.SearchTeaser;

  // What a word is worth by the place where it stands. `page` is the title of the page around a section.
  const FIELDS = { title: 6, aliases: 6, tags: 4, page: 1.5, text: 1 };
  const MOST_WORDS = 12;
  const FEW_PAGES = 3;
  const MOST_PAGES = 30;
  const MOST_SECTIONS = 6;
  const MOST_READINGS = 12;
  const MOST_READ = 60; // sections whose text is looked at for the whole phrase

  /** Return how many letters of a word may be wrong. */
  function tolerance(term) {
    if (/\d/.test(term) || term.length < 4) return 0;
    return term.length < 8 ? 1 : 2;
  }

  /** Return the terms that are known and differ from `term` by two neighbouring letters in the wrong order: one slip of
      the fingers, but two edits for the index. */
  function swapped(term, vocabulary) {
    const found = [];
    for (let i = 0; i + 1 < term.length && tolerance(term); i++) {
      const other = term.slice(0, i) + term[i + 1] + term[i] + term.slice(i + 2);
      if (other !== term && vocabulary.has(other)) found.push(other);
    }
    return found;
  }

  /** Return the two known terms that `term` consists of, or null: "twotower" -> "two", "tower". */
  function halves(term, vocabulary) {
    for (let i = 2; i <= term.length - 3; i++) {
      const pair = [term.slice(0, i), term.slice(i)];
      if (pair.every((half) => vocabulary.has(half))) return pair;
    }
    return null;
  }

  /** Return what is kept of each document of the index, which lists each page before its sections. */
  function records(docs) {
    const pages = new Map();
    return docs.map((doc, id) => {
      const path = doc.location.split("#")[0];
      if (!pages.has(path)) pages.set(path, id);
      const page = pages.get(path);
      return {
        id,
        page: page === id ? "" : teasers.plain(docs[page].title),
        parent: page,
        location: doc.location,
        title: teasers.plain(doc.title),
        text: teasers.plain(doc.text),
        aliases: doc.aliases ? doc.aliases.join("\n") : "",
        names: [teasers.plain(doc.title).replace(/^\d+ /, ""), ...(doc.aliases || [])].map(
          (name) => words.phrase(words.tokens(name)),
        ),
        tags: doc.tags ? doc.tags.join("\n") : "",
        labels: doc.tags,
        boost: doc.boost || 1,
      };
    });
  }

  /** Return an index over documents as MkDocs' search plugin writes them. */
  function open(docs, MiniSearch) {
    const vocabulary = new Set();
    let building = true; // the index processes the terms of queries too, which must not become known words
    const index = new MiniSearch({
      fields: Object.keys(FIELDS),
      tokenize: (text) => words.terms(words.tokens(text)),
      processTerm: (term) => {
        if (building) vocabulary.add(term);
        return term;
      },
      storeFields: ["boost"],
    });
    const sections = records(docs);
    index.addAll(sections);
    building = false;
    return { index, sections, vocabulary, read: new Map(), near: new Map() };
  }

  /** Return the words of a section and its phrases; each section is read once, when it is first found. */
  function reading(section, engine) {
    if (!engine.read.has(section.id)) {
      const [title, text] = [words.tokens(section.title), words.tokens(section.text)];
      engine.read.set(section.id, { title, text, phrase: words.phrase(text) });
    }
    return engine.read.get(section.id);
  }

  /** Return the words of a query that count, with every way in which each can be met. */
  function plan(query, engine) {
    const { vocabulary } = engine;
    const all = words.tokens(query);
    const typing = all.length > 0 && all[all.length - 1].end === query.length;
    let kept = words.asked(all).slice(0, MOST_WORDS);
    if (!kept.length) kept = all.slice(-1);
    // A way to meet a query: all of `terms` are there, and the words at `covers` count as found.
    const ways = kept.map((token, i) => ({ terms: [token.term], covers: [i] }));
    const number = (token) => kept.indexOf(token);
    // What was probably meant by each word: itself, unless it does not exist.
    const meant = kept.map((token) => [token.term]);
    all.slice(0, -1).forEach((token, i) => {
      const whole = words.joined(token, all[i + 1]);
      const covers = [number(token), number(all[i + 1])].filter((place) => place >= 0);
      if (vocabulary.has(whole) && covers.length) ways.push({ terms: [whole], covers });
    });
    kept.forEach((token, i) => {
      if (vocabulary.has(token.term)) return;
      for (const other of swapped(token.term, vocabulary)) {
        ways.push({ terms: [other], covers: [i] });
        meant[i].push(other);
      }
      const pair = halves(token.term, vocabulary);
      if (pair) {
        ways.push({ terms: pair, covers: [i] });
        meant[i].push(pair.join(" "));
      }
    });
    const last = typing && kept[kept.length - 1] === all[all.length - 1] ? kept[kept.length - 1].term : "";
    kept.forEach((token, i) => meant[i].push(...near(token.term, engine, token.term === last).terms));
    return { kept, ways, last, phrases: readings(meant) };
  }

  /** Return the known terms nearest to a word that does not exist, and how many edits away they are: `{edits, terms}`. */
  function near(term, engine, begun) {
    if (engine.vocabulary.has(term)) return { edits: 0, terms: [] };
    if (begun && [...engine.vocabulary].some((known) => known.startsWith(term))) return { edits: 0, terms: [] };
    if (!engine.near.has(term)) {
      let found = { edits: 0, terms: [] };
      for (let edits = 1; edits <= tolerance(term) && !found.terms.length; edits++) {
        const matches = engine.index.search(term, { tokenize: (text) => [text], fuzzy: edits });
        found = { edits: matches.length ? edits : 0, terms: [...new Set(matches.flatMap((match) => match.terms))] };
      }
      engine.near.set(term, found);
    }
    return engine.near.get(term);
  }

  /** Return the query as phrases, one for each choice among what its words may have meant; the typed one comes first. */
  function readings(meant) {
    let phrases = [""];
    for (const terms of meant) {
      phrases = phrases.flatMap((begun) => terms.map((term) => `${begun} ${term}`)).slice(0, MOST_READINGS);
    }
    return phrases.map((phrase) => `${phrase} `);
  }

  /** Return the raw matches of a plan, best first; `loose` allows typing errors in known words too. */
  function gather(asked, engine, loose) {
    const terms = [...new Set(asked.ways.flatMap((way) => way.terms))];
    const edits = new Map(
      terms.map((term) => [term, loose ? tolerance(term) : near(term, engine, term === asked.last).edits]),
    );
    return engine.index.search(terms.join(" "), {
      tokenize: (text) => text.split(" "),
      boost: FIELDS,
      fuzzy: (term) => edits.get(term),
      // What is being typed may go on; a long word may have another ending ("recommend", "recommendation").
      prefix: (term) => (term === asked.last ? term.length > 1 : term.length > 5 && engine.vocabulary.has(term)),
      // A word that exists is probably complete: "auc" is not the beginning of "auction".
      weights: { fuzzy: 0.45, prefix: engine.vocabulary.has(asked.last) ? 0.1 : 0.4 },
      boostDocument: (id, term, stored) => stored.boost,
    });
  }

  /** Return the numbers of the words of the query that a match meets. */
  function coverage(match, asked) {
    const there = new Set(match.queryTerms);
    const met = asked.ways.filter((way) => way.terms.every((term) => there.has(term)));
    return new Set(met.flatMap((way) => way.covers));
  }

  /** Return how much more a section is worth that has the words, in the order of the query, as or in one of its names. */
  function naming(section, asked) {
    const named = (test) => section.names.some((name) => asked.phrases.some((phrase) => test(name, phrase)));
    if (named((name, phrase) => name === phrase)) return 8;
    return asked.kept.length > 1 && named((name, phrase) => name.includes(phrase)) ? 3 : 1;
  }

  /** Give twice their score to the best of the matches whose text holds the query as one phrase. */
  function preferPhrases(matches, asked, engine) {
    if (asked.kept.length < 2) return;
    matches.sort(byScore);
    for (const match of matches.slice(0, MOST_READ)) {
      if (match.named > 1) continue;
      const { phrase } = reading(match.section, engine);
      if (asked.phrases.some((one) => phrase.includes(one))) match.score *= 2;
    }
  }

  function byScore(a, b) {
    return b.score - a.score || a.section.id - b.section.id;
  }

  /** Return matches by page, best page first: `{id, found, matches}`, the matches best first. */
  function group(found, asked, engine) {
    const matches = [];
    for (const match of found) {
      const section = engine.sections[match.id];
      const covered = coverage(match, asked);
      if (!covered.size) continue;
      const share = covered.size / asked.kept.length;
      const named = naming(section, asked);
      matches.push({ section, found: covered, named, score: match.score * share * share * named, terms: match.terms });
    }
    preferPhrases(matches, asked, engine);
    const pages = new Map();
    for (const match of matches) {
      const id = match.section.parent;
      if (!pages.has(id)) pages.set(id, { id, found: new Set(), matches: [] });
      match.found.forEach((place) => pages.get(id).found.add(place));
      pages.get(id).matches.push(match);
    }
    for (const page of pages.values()) {
      const whole = page.matches.filter((match) => match.found.size === asked.kept.length);
      page.matches = (whole.length ? whole : page.matches).sort(byScore);
    }
    return [...pages.values()].sort((a, b) => byScore(a.matches[0], b.matches[0]));
  }

  /** Return the pages that answer a plan, best first. */
  function answers(asked, engine) {
    const all = asked.kept.length;
    const strict = group(gather(asked, engine, false), asked, engine);
    let pages = strict.filter((page) => page.found.size === all);
    if (!pages.length) {
      const loose = group(gather(asked, engine, true), asked, engine);
      pages = loose.filter((page) => page.found.size === all);
      if (!strict.length) strict.push(...loose);
    }
    if (pages.length >= FEW_PAGES) return pages;
    const shown = new Set(pages.map((page) => page.id));
    const rest = strict.filter((page) => !shown.has(page.id));
    const most = Math.max(...rest.map((page) => page.found.size));
    return [...pages, ...rest.filter((page) => page.found.size === most)];
  }

  /** Return the words to highlight on the page itself. Material marks them inside longer words too ("ad" in "read"), so
      short ones count only when there is nothing else. */
  function highlights(surfaces) {
    const seen = [...new Set(surfaces)].filter((word) => !words.isStopWord(word));
    const long = seen.filter((word) => word.length > 3);
    return (long.length ? long : seen).slice(0, 8).map((word) => [word, true]);
  }

  /** Return the folders and the name of a page as HTML: "systems › fraud-detection". */
  function path(location) {
    const parts = location.replace(/(?:index)?\.html$/, "").split("/").filter(Boolean);
    return parts.length ? ` <small class="search-path">${teasers.escape(parts.join(" › "))}</small>` : "";
  }

  /** Return one match as Material draws it; `terms` tells what to highlight on the page, and what is missing. */
  function item({ section, found, score, terms }, asked, engine) {
    const matched = new Set(terms);
    const { title, text } = reading(section, engine);
    const inTitle = teasers.hits(title, matched, words.joined);
    const inText = teasers.hits(text, matched, words.joined);
    const written = (from, tokens) => tokens.map((token) => from.slice(token.start, token.end).toLowerCase());
    const surfaces = [...written(section.title, inTitle), ...written(section.text, inText)];
    const missing = asked.kept.filter((token, i) => !found.has(i)).map((token) => [token.word, false]);
    return {
      location: section.location,
      title: teasers.mark(section.title, inTitle) + (section.page ? "" : path(section.location)),
      text: teasers.teaser(section.text, inText),
      score,
      terms: Object.fromEntries([...missing, ...highlights(surfaces)]),
      ...(section.labels && { tags: section.labels }),
    };
  }

  /** Return the items of one page; Material needs the page itself among them, matched or not. */
  function items(page, asked, engine) {
    const list = page.matches.slice(0, MOST_SECTIONS).map((match) => item(match, asked, engine));
    const article = engine.sections[page.id];
    if (!list.some(({ location }) => location === article.location)) {
      const match = page.matches.find(({ section }) => section === article);
      const unmatched = { section: article, found: new Set(), score: 0, terms: [] };
      list.push(match ? item(match, asked, engine) : item(unmatched, { kept: [] }, engine));
    }
    return list;
  }

  /** Return the end of the word being typed, taken from the best titles, as a list of at most one. */
  function suggest(query, asked, pages) {
    const typed = query.split(/[\s-]+/).pop();
    if (!asked.last || !typed) return [];
    const titles = pages.flatMap((page) => page.matches.slice(0, 3).map(({ section }) => section.title));
    for (const { word } of titles.flatMap((title) => words.tokens(title))) {
      if (word.length > typed.length && word.startsWith(typed.toLowerCase())) return [typed + word.slice(typed.length)];
    }
    return [];
  }

  /** Return the answer to a query: `items`, pages with their sections, and `suggest`. */
  function search(query, engine) {
    const asked = plan(query, engine);
    if (!asked.kept.length) return { items: [], suggest: [] };
    const pages = answers(asked, engine).slice(0, MOST_PAGES);
    return { items: pages.map((page) => items(page, asked, engine)), suggest: suggest(query, asked, pages) };
  }

  const SearchEngine = { open, search };
  if (typeof module === "object" && module.exports) module.exports = SearchEngine;
  else root.SearchEngine = SearchEngine;
})(globalThis);
