/* Figures that follow the reader: the inputs of estimates become fields, and every figure of the page is computed
   again. The trees and styles in the page come from scripts/content/{expression,number}.py; this file evaluates and
   writes them exactly as Python does (tests/content/test_parity.py). Values are in base units. */
(function () {
  "use strict";

  /* ---- arithmetic ---- */

  function polynomial(factors, r) { return factors.reduce(function (sum, factor) { return sum * r + factor; }); }

  /* Standard normal quantile: algorithm AS241, Wichura (1988), Applied Statistics 37(3). */
  var CENTER = [
    [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
      13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
    [5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
      5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1]
  ];
  var MIDDLE = [
    [7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
      3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
    [1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
      0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1]
  ];
  var TAIL = [
    [2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
      0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
    [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
      0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1]
  ];

  function quantile(p) {
    if (!(p > 0 && p < 1)) return NaN;
    var q = p - 0.5, r;
    if (Math.abs(q) <= 0.425) {
      r = 0.180625 - q * q;
      return polynomial(CENTER[0], r) * q / polynomial(CENTER[1], r);
    }
    r = Math.sqrt(-Math.log(q <= 0 ? p : 1 - p));
    var part = r <= 5 ? MIDDLE : TAIL;
    r -= r <= 5 ? 1.6 : 5;
    var x = polynomial(part[0], r) / polynomial(part[1], r);
    return q < 0 ? -x : x;
  }

  function slack(x) { return 1e-9 * Math.max(1, Math.abs(x)); }

  var OPERATIONS = {
    "+": function (a, b) { return a + b; }, "-": function (a, b) { return a - b; },
    "*": function (a, b) { return a * b; }, "/": function (a, b) { return a / b; },
    "**": Math.pow, neg: function (a) { return -a; },
    ceil: function (a) { return Math.ceil(a - slack(a)); },
    floor: function (a) { return Math.floor(a + slack(a)); },
    sqrt: Math.sqrt, exp: Math.exp, log: Math.log, log2: Math.log2, log10: Math.log10,
    min: Math.min, max: Math.max, z: quantile
  };

  /* Value of a tree: a number, a name, or [operation, argument, ...]. Throws where there is no finite value. */
  function evaluate(tree, values) {
    if (typeof tree === "number") return tree;
    if (typeof tree === "string") {
      if (!Object.prototype.hasOwnProperty.call(values, tree)) throw new Error("unknown name " + tree);
      return values[tree];
    }
    var args = tree.slice(1).map(function (argument) { return evaluate(argument, values); });
    if (tree[0] === "/" && args[1] === 0) throw new Error("division by zero");
    var result = Object.prototype.hasOwnProperty.call(OPERATIONS, tree[0])
      ? OPERATIONS[tree[0]].apply(null, args) : NaN;
    if (!isFinite(result)) throw new Error("'" + tree[0] + "' has no finite value");
    return result;
  }

  /* ---- writing numbers: the twin of scripts/content/number.py ---- */

  function rounded(size, digits) {
    var parts = size.toExponential(11).split("e");
    var all = parts[0].replace(".", ""), power = Number(parts[1]);
    var head = String(Number(all.slice(0, digits)) + (all.charAt(digits) >= "5" ? 1 : 0));
    if (head.length > digits) power += 1;
    return [head.replace(/0+$/, ""), power];
  }

  function place(digits, power) {
    if (power < 0) return "0." + "0".repeat(-power - 1) + digits;
    var whole = digits.slice(0, power + 1).padEnd(power + 1, "0"), part = digits.slice(power + 1);
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
  }

  function superscript(number) {
    return String(number).replace(/[-0-9]/g, function (sign) {
      return "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".charAt("-0123456789".indexOf(sign));
    });
  }

  function magnitude(size, steps, money) {
    var exact = rounded(size, 12);
    if (exact[1] < 4 && exact[0].length <= exact[1] + 1) return [place(exact[0], exact[1]), steps[0]];
    var short = rounded(size, 3), digits = short[0], power = short[1];
    if (power < -4 || power >= (steps.length > 1 ? 3 + 3 * steps.length : 9)) {
      var head = digits.charAt(0) + (digits.length > 1 ? "." + digits.slice(1) : "");
      return [head + " × 10" + superscript(power), steps[0]];
    }
    if (money && power >= -1 && exact[1] < 2) {
      var cents = rounded(size, exact[1] + 3), split = place(cents[0], cents[1]).split(".");
      return [split.length > 1 ? split[0] + "." + split[1].padEnd(2, "0") : split[0], steps[0]];
    }
    var step = power >= 4 ? Math.min(Math.floor(power / 3), steps.length - 1) : 0;
    return [place(digits, power - 3 * step), steps[step]];
  }

  /* Text of a value in base units. style: [scale, before, steps, one, many, money]. */
  function write(baseValue, style) {
    var value = baseValue / style[0], steps = style[2];
    if (value === 0) return style[1] + "0" + steps[0] + style[4];
    var text = magnitude(Math.abs(value), steps, style[5]);
    var unit = text[0] === "1" && text[1] === steps[0] ? style[3] : style[4];
    return (value < 0 ? "−" : "") + style[1] + text[0] + text[1] + unit;
  }

  /* ---- the page's namespace ---- */

  /* Values in base units, of all entries or only of what the name "wanted" needs, so that a change that leaves another
     row without a value does not matter. entry: [name, label, amount or null, tree or null, style]; amounts: name ->
     number in the declared unit; changes: name -> value in base units in place of an entry. */
  function compute(entries, amounts, changes, wanted) {
    var values = Object.assign(Object.create(null), changes), needed = Object.create(null);
    function need(tree) {
      if (typeof tree === "string") needed[tree] = true;
      else if (tree instanceof Array) tree.slice(1).forEach(need);
    }
    if (wanted) {
      need(wanted);
      entries.slice().reverse().forEach(function (entry) {
        if (needed[entry[0]] && !(entry[0] in values)) need(entry[3]);
      });
    }
    entries.forEach(function (entry) {
      var name = entry[0];
      if (name in values || (wanted && !needed[name])) return;
      try {
        values[name] = entry[3] === null
          ? (name in amounts ? amounts[name] : entry[2]) * entry[4][0] : evaluate(entry[3], values);
      } catch (error) { throw new Error(error.message + " in “" + entry[1] + "”"); }
    });
    return values;
  }

  /* Value of one figure: the entry, or the entry with changes [[name, tree], ...]. */
  function figure(entries, amounts, values, name, changes) {
    if (!changes || !changes.length) return values[name];
    var changed = Object.create(null);
    changes.forEach(function (change) { changed[change[0]] = evaluate(change[1], values); });
    return compute(entries, amounts, changed, name)[name];
  }

  /* What a reader typed: a number, or why it cannot be one. */
  function readAmount(text, original) {
    if (text.trim() === "") return { error: "Enter a number." };
    var number = Number(text);
    if (!isFinite(number)) return { error: "This is not a number." };
    if (Math.abs(number) > 1e30) return { error: "This is too large." };
    if (number < 0 && original >= 0) return { error: "Enter 0 or more." };
    return { amount: number };
  }

  if (typeof module !== "undefined" && module.exports) {
    module.exports = { evaluate: evaluate, write: write, compute: compute, figure: figure, readAmount: readAmount };
    return;
  }

  /* ---- the page ---- */

  function make(tag, css, text) {
    var element = document.createElement(tag);
    if (css) element.className = css;
    if (text) element.textContent = text;
    return element;
  }

  function short(amount) {
    if (Math.abs(amount) < 1e5) return String(amount);
    var power = Math.floor(Math.log10(Math.abs(amount)) / 3) * 3;
    var exact = Number((amount / Math.pow(10, power)).toPrecision(15)) + "e" + power;
    return Number(exact) === amount ? exact : String(amount);
  }

  function start() {
    var blocks = Array.from(document.querySelectorAll("figure.estimate, figure.demonstration"), function (root) {
      return { root: root, entries: JSON.parse(root.querySelector(".estimate-data").textContent).entries };
    });
    if (!blocks.length) return;
    var entries = [].concat.apply([], blocks.map(function (block) { return block.entries; }));
    var byName = Object.create(null), amounts = Object.create(null);
    entries.forEach(function (entry) { byName[entry[0]] = entry; });
    var figures = Array.from(document.querySelectorAll(".computed[data-value]"), function (span) {
      return {
        span: span, name: span.dataset.value, first: span.textContent,
        style: span.dataset.style ? JSON.parse(span.dataset.style) : byName[span.dataset.value][4],
        changes: span.dataset.with ? JSON.parse(span.dataset.with) : null
      };
    });
    var original = compute(entries, amounts);
    var plots = document.querySelectorAll("figure.plot[data-drawn-with]");

    /* Computes everything before anything is shown: with a fault the page keeps its last result. */
    function update(next) {
      var values = compute(entries, next);
      var texts = figures.map(function (item) {
        return write(figure(entries, next, values, item.name, item.changes), item.style);
      });
      amounts = next;
      figures.forEach(function (item, index) {
        if (item.span.textContent !== texts[index]) item.span.textContent = texts[index];
        item.span.classList.toggle("is-changed", texts[index] !== item.first);
      });
      plots.forEach(function (plot) {
        var used = plot.dataset.drawnWith.split(" ");
        plot.classList.toggle("is-stale", used.some(function (name) { return values[name] !== original[name]; }));
      });
      blocks.forEach(function (block) {
        block.reset.hidden = !block.fields.some(function (field) {
          var name = field.entry[0], amount = name in amounts ? amounts[name] : field.entry[2];
          field.cell.classList.toggle("is-large", Math.abs(amount) >= 1e4);
          return name in amounts || field.input.getAttribute("aria-invalid") === "true";
        });
      });
    }

    function announce(block) {
      clearTimeout(block.timer);
      block.timer = setTimeout(function () { block.status.textContent = "Figures on this page are up to date."; }, 900);
      block.status.textContent = "";
    }

    function complain(field, message) {
      field.error.textContent = message;
      field.error.hidden = !message;
      if (message) field.input.setAttribute("aria-invalid", "true");
      else field.input.removeAttribute("aria-invalid");
    }

    function changed(block, field) {
      var name = field.entry[0], text = field.input.validity.badInput ? "x" : field.input.value;
      var read = readAmount(text, field.entry[2]), next = Object.assign(Object.create(null), amounts);
      complain(field, read.error || "");
      try {
        if (!read.error) next[name] = read.amount;
        if (next[name] === field.entry[2]) delete next[name];
        update(next);
        if (!read.error) announce(block);
      } catch (error) {
        complain(field, "No result with this value: " + error.message + ".");
        block.reset.hidden = false;
      }
    }

    function reset(block) {
      var next = Object.assign(Object.create(null), amounts);
      block.fields.forEach(function (field) {
        delete next[field.entry[0]];
        field.input.value = short(field.entry[2]);
        complain(field, "");
      });
      if (block.fields.length) block.fields[0].input.focus();
      try {
        update(next);
        announce(block);
      } catch (error) { /* Possible only together with an input of another block. */
        block.status.textContent = "No result with these inputs: " + error.message + ".";
      }
    }

    blocks.forEach(function (block) {
      block.fields = Array.from(block.root.querySelectorAll("[data-input]"), function (cell) {
        var entry = byName[cell.dataset.input], id = block.root.id + "." + entry[0];
        var head = cell.parentNode.querySelector("th"), label = make("label");
        var input = make("input"), error = make("span", "estimate-error");
        var unit = make("span", "estimate-unit", cell.dataset.unit);
        Object.assign(input, { type: "number", step: "any", id: id, value: short(entry[2]), autocomplete: "off" });
        label.htmlFor = id;
        while (head.firstChild) label.appendChild(head.firstChild);
        head.appendChild(label);
        unit.id = id + ".unit";
        Object.assign(error, { id: id + ".error", hidden: true });
        error.setAttribute("role", "alert");
        input.setAttribute("aria-describedby", unit.id + " " + error.id);
        cell.classList.add("is-field");
        cell.prepend(input, unit);
        cell.appendChild(error);
        var field = { entry: entry, cell: cell, input: input, error: error };
        input.addEventListener("input", function () { changed(block, field); });
        return field;
      });
      block.reset = Object.assign(make("button", "estimate-reset", "Reset"), { type: "button", hidden: true });
      block.reset.addEventListener("click", function () { reset(block); });
      block.status = make("span", "estimate-status");
      block.status.setAttribute("role", "status");
      block.root.querySelector("figcaption").appendChild(block.reset);
      block.root.appendChild(block.status);
    });
    update(amounts);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
