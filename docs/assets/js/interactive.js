/* Figures in which moving something teaches more than reading. Each kind is a pure function of its state: what it draws
   (SVG text) and what it reads off. Node draws the first state into the page at build time, so print and pages without
   scripts show it too; in the browser the same functions redraw when a control moves. */
(function () {
  "use strict";

  /* ---- numbers ---- */

  const density = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

  /** Standard normal distribution function, exact to double precision also in its tail: a Taylor series around 0
      (Marsaglia 2004), beyond two standard deviations the continued fraction of Laplace. */
  function normal(x) {
    if (x > 2) return 1 - normal(-x);
    if (x < -2) {
      let below = -x;
      for (let i = 120; i > 0; i--) below = -x + i / below;
      return density(x) / below;
    }
    let sum = x;
    let term = x;
    for (let i = 3; sum + (term *= (x * x) / i) !== sum; i += 2) sum += term;
    return 0.5 + sum * density(x);
  }

  /** Inverse of normal() by bisection: p in (0, 1). */
  function quantile(p) {
    if (p > 0.5) return -quantile(1 - p);
    let [low, high] = [-8, 8];
    for (let i = 0; i < 80; i++) {
      const middle = (low + high) / 2;
      if (normal(middle) < p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  const range = (from, to, points) => Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));

  function format(value, digits = 3) {
    if (!Number.isFinite(value)) return "–";
    if (Math.abs(value) < 1e-12) return "0";
    if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
    return String(Number(value.toPrecision(digits)));
  }

  const percent = (value, digits = 3) => `${format(100 * value, digits)}%`;

  /* ---- drawing ---- */

  /** One plot area: scales, frame, axes; x and y are [from, to], the box is [left, top, width, height]. */
  function panel([left, top, width, height], x, y, labels) {
    const px = (value) => left + ((value - x[0]) / (x[1] - x[0])) * width;
    const py = (value) => top + height - ((value - y[0]) / (y[1] - y[0])) * height;
    const round = (value) => Math.round(value * 100) / 100;
    return {
      px,
      py,
      frame:
        `<path class="axis" d="M${left} ${top}V${top + height}H${left + width}"/>` +
        `<text class="axis-label" x="${left + width / 2}" y="${top + height + 28}" text-anchor="middle">${labels[0]}</text>` +
        `<text class="axis-label" x="${left}" y="${top - 8}">${labels[1]}</text>`,
      ticksX: (values, show = format) =>
        values.map((v) => `<text class="tick" x="${round(px(v))}" y="${top + height + 14}" text-anchor="middle">${show(v)}</text>`).join(""),
      ticksY: (values, show = format) =>
        values.map((v) => `<text class="tick" x="${left - 5}" y="${round(py(v)) + 4}" text-anchor="end">${show(v)}</text>`).join(""),
      line: (points, name) =>
        `<path class="${name}" d="M${points.map(([a, b]) => `${round(px(a))} ${round(py(b))}`).join("L")}"/>`,
      area: (points, name) =>
        `<path class="${name}" d="M${round(px(points[0][0]))} ${round(py(y[0]))}L${points
          .map(([a, b]) => `${round(px(a))} ${round(py(b))}`)
          .join("L")}L${round(px(points[points.length - 1][0]))} ${round(py(y[0]))}Z"/>`,
      dot: (a, b) => `<circle class="here" cx="${round(px(a))}" cy="${round(py(b))}" r="5"/>`,
      word: (a, b, text, anchor = "middle") =>
        `<text class="note" x="${round(px(a))}" y="${round(py(b))}" text-anchor="${anchor}">${text}</text>`,
    };
  }

  const svg = (width, height, inner) =>
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-hidden="true" xmlns="http://www.w3.org/2000/svg">${inner}</svg>`;

  /* ---- the kinds ---- */

  /** Scores of positives are N(separation, 1), of negatives N(0, 1); everything above the threshold is flagged. */
  function threshold({ threshold: t, prevalence, separation }) {
    const recallAt = (at) => normal(separation - at);
    const falseAt = (at) => normal(-at);
    const precisionAt = (at) => {
      const found = prevalence * recallAt(at);
      const flagged = found + (1 - prevalence) * falseAt(at);
      return flagged > 0 ? found / flagged : 1;
    };
    const sweep = range(separation + 5, -5, 241);
    let average = 0;
    for (let i = 1; i < sweep.length; i++) {
      const step = recallAt(sweep[i]) - recallAt(sweep[i - 1]);
      average += (step * (precisionAt(sweep[i]) + precisionAt(sweep[i - 1]))) / 2;
    }
    const [recall, fallout, precision] = [recallAt(t), falseAt(t), precisionAt(t)];
    const many = 10000;
    const right = many * prevalence * recall;
    const wrong = many * (1 - prevalence) * fallout;

    const scores = panel([14, 26, 392, 120], [-3.5, 6], [0, 0.42], ["score", "share of each class"]);
    const xs = range(-3.5, 6, 96);
    const above = range(t, 6, 40);
    const roc = panel([34, 206, 156, 150], [0, 1], [0, 1], ["false positive rate", "recall: ROC"]);
    const pr = panel([250, 206, 156, 150], [0, 1], [0, 1], ["recall", "precision: PR"]);
    const ticks = [0, 0.5, 1];
    const drawn =
      scores.area(above.map((x) => [x, density(x)]), "fill-negative") +
      scores.area(above.map((x) => [x, density(x - separation)]), "fill-positive") +
      scores.line(xs.map((x) => [x, density(x)]), "negative") +
      scores.line(xs.map((x) => [x, density(x - separation)]), "positive") +
      scores.frame +
      scores.line([[t, 0], [t, 0.42]], "cut") +
      scores.word(-0.9, 0.36, "negatives", "end") +
      scores.word(separation + 0.9, 0.36, "positives", "start") +
      roc.line([[0, 0], [1, 1]], "chance") +
      roc.line(sweep.map((x) => [falseAt(x), recallAt(x)]), "positive") +
      roc.frame + roc.ticksX(ticks) + roc.ticksY(ticks) + roc.dot(fallout, recall) +
      pr.line([[0, prevalence], [1, prevalence]], "chance") +
      pr.line(sweep.map((x) => [recallAt(x), precisionAt(x)]), "positive") +
      pr.frame + pr.ticksX(ticks) + pr.ticksY(ticks) + pr.dot(recall, precision);
    return {
      svg: svg(420, 390, drawn),
      values: { recall, fallout, precision, rocAuc: normal(separation / Math.SQRT2), averagePrecision: average },
      readout: [
        ["Of 10,000 cases", `${format(right)} found, ${format(wrong)} false alarms, ${format(many * prevalence - right)} missed`],
        ["Precision", percent(precision)],
        ["Recall", percent(recall)],
        ["F1", format((2 * precision * recall) / (precision + recall))],
        ["False positive rate", percent(fallout)],
        ["ROC-AUC", format(normal(separation / Math.SQRT2))],
        ["PR-AUC", format(average)],
      ],
    };
  }

  /** A ranked list with graded relevance: gain 2^grade - 1, discount 1 / log2(rank + 1). */
  function ranking({ grades, order }) {
    const gain = (grade) => 2 ** grade - 1;
    const discount = (rank) => 1 / Math.log2(rank + 2);
    const dcg = (list) => list.reduce((sum, grade, rank) => sum + gain(grade) * discount(rank), 0);
    const listed = order.map((item) => grades[item]);
    const ideal = [...grades].sort((a, b) => b - a);
    const relevant = listed.map((grade) => grade >= 2);
    const total = relevant.filter(Boolean).length;
    let found = 0;
    let average = 0;
    relevant.forEach((hit, rank) => {
      if (hit) average += ++found / (rank + 1) / total;
    });
    const first = relevant.indexOf(true);
    const names = "ABCDEFGH";
    const most = gain(Math.max(...grades));
    const bars = order
      .map((item, rank) => {
        const y = 18 + rank * 34;
        const full = (gain(grades[item]) / most) * 165;
        return (
          `<text class="note" x="0" y="${y + 15}">${rank + 1}. ${names[item]}, grade ${grades[item]}</text>` +
          `<rect class="gain" x="120" y="${y}" width="${format(full, 5)}" height="20"/>` +
          `<rect class="counted" x="120" y="${y}" width="${format(full * discount(rank), 5)}" height="20"/>` +
          `<text class="tick" x="418" y="${y + 15}" text-anchor="end">× ${format(discount(rank))} = ${format(gain(grades[item]) * discount(rank))}</text>`
        );
      })
      .join("");
    const values = {
      dcg: dcg(listed),
      ndcg: dcg(listed) / dcg(ideal),
      ap: average,
      rr: first < 0 ? 0 : 1 / (first + 1),
      precisionAt3: relevant.slice(0, 3).filter(Boolean).length / 3,
    };
    return {
      svg: svg(420, 18 + order.length * 34, bars),
      values,
      readout: [
        ["DCG", `${format(values.dcg)}; of the best order ${format(dcg(ideal))}`],
        ["NDCG", format(values.ndcg)],
        ["Average precision (grade 2 and up)", format(values.ap)],
        ["Reciprocal rank", format(values.rr)],
        ["Precision at 3", format(values.precisionAt3)],
      ],
    };
  }

  /** True rates are logit-normal around the base rate; the model has learned them from data with `keep` of the negatives. */
  function calibration({ base, keep, repair }) {
    const center = Math.log(base / (1 - base));
    const grid = range(-4, 4, 321);
    const mass = grid.reduce((sum, z) => sum + density(z), 0);
    const rows = grid.map((z) => {
      const truth = 1 / (1 + Math.exp(-(center + z)));
      const learned = truth / (truth + (1 - truth) * keep);
      const shown = repair ? learned / (learned + (1 - learned) / keep) : learned;
      return { truth, shown, weight: density(z) / mass };
    });
    const mean = (of) => rows.reduce((sum, row) => sum + row.weight * of(row), 0);
    const loss = (of) => mean((row) => -(row.truth * Math.log(of(row)) + (1 - row.truth) * Math.log(1 - of(row))));
    const rate = mean((row) => row.truth);
    const values = {
      ratio: mean((row) => row.shown) / rate,
      ece: mean((row) => Math.abs(row.shown - row.truth)),
      logLoss: loss((row) => row.shown),
      best: loss((row) => row.truth),
    };
    const plot = panel([44, 26, 356, 230], [-4, 0], [-4, 0], ["predicted probability", "observed rate"]);
    const log = (value) => Math.max(-4, Math.log10(value));
    const powers = [-4, -3, -2, -1, 0];
    const show = (power) => percent(10 ** power);
    const drawn =
      plot.line([[-4, -4], [0, 0]], "chance") +
      plot.line(rows.filter((row) => row.truth > 1e-4).map((row) => [log(row.shown), log(row.truth)]), "positive") +
      plot.frame + plot.ticksX(powers, show) + plot.ticksY(powers, show) +
      plot.dot(log(mean((row) => row.shown)), log(rate)) +
      plot.word(-3.9, -2.7, "calibrated", "start");
    return {
      svg: svg(420, 292, drawn),
      values,
      readout: [
        ["Predicted over observed", format(values.ratio)],
        ["Expected calibration error", percent(values.ece)],
        ["Log loss", `${format(values.logLoss, 4)}; of the true rates ${format(values.best, 4)}`],
        ["ROC-AUC", "the same at every setting: the order does not change"],
      ],
    };
  }

  /** Two-sided test of a difference of two proportions, normal approximation, equal arms. */
  function power({ base, lift, arm, alpha }) {
    const delta = base * lift;
    const spread = (n) => Math.sqrt((2 * base * (1 - base)) / n);
    const z = quantile(1 - alpha / 2);
    const powerAt = (n) => 1 - normal(z - delta / spread(n)) + normal(-z - delta / spread(n));
    const needed = (2 * base * (1 - base) * (z + quantile(0.8)) ** 2) / delta ** 2;
    const shift = delta / spread(arm);
    const plot = panel([14, 26, 392, 150], [-4, 8], [0, 0.42], ["difference between the arms, in standard errors", "density"]);
    const xs = range(-4, 8, 121);
    const beyond = range(z, 8, 60);
    const below = range(-4, -z, 20);
    const far = shift > 8 ? " →" : "";
    const drawn =
      plot.area(beyond.map((x) => [x, density(x - shift)]), "fill-positive") +
      plot.area(beyond.map((x) => [x, density(x)]), "fill-negative") +
      plot.area(below.map((x) => [x, density(x)]), "fill-negative") +
      plot.line(xs.map((x) => [x, density(x)]), "negative") +
      plot.line(xs.map((x) => [x, density(x - shift)]), "positive") +
      plot.frame + plot.ticksX([-4, -2, 0, 2, 4, 6, 8]) +
      plot.line([[z, 0], [z, 0.4]], "cut") +
      plot.line([[-z, 0], [-z, 0.4]], "cut") +
      plot.word(-0.3, 0.41, "no effect", "end") +
      plot.word(Math.min(shift + 0.3, 5.2), 0.41, `the lift is real${far}`, "start");
    return {
      svg: svg(420, 214, drawn),
      values: { power: powerAt(arm), needed, detectable: ((z + quantile(0.8)) * spread(arm)) / base },
      readout: [
        ["Power: chance to see a real lift", percent(powerAt(arm))],
        ["False alarm without any lift", percent(alpha)],
        ["Users per arm for 80% power", format(Math.ceil(needed))],
        ["Lift found with 80% power now", percent(((z + quantile(0.8)) * spread(arm)) / base)],
      ],
    };
  }

  const share = (label, min, max, step) => ({ label, min, max, step, log: true, show: percent });
  const KINDS = {
    threshold: {
      draw: threshold,
      controls: {
        threshold: { label: "Threshold", min: -3, max: 5, step: 0.05, show: format },
        prevalence: share("Positives among all", -4, -0.301, 0.01),
        separation: { label: "Separation of the classes", min: 0, max: 4, step: 0.05, show: format },
      },
    },
    ranking: {
      draw: ranking,
      controls: {},
      lists: {
        grades: {
          list: (grades) =>
            grades.length > 1 && grades.length <= 8 && Math.min(...grades) >= 0 && Math.max(...grades) >= 2
              ? ""
              : "has to be 2 to 8 grades from 0, one of them 2 or more",
        },
        order: {
          list: (order, { grades }) =>
            [...order].sort((a, b) => a - b).join() === [...grades.keys()].join() ? "" : "does not name every result once, from 0",
        },
      },
    },
    calibration: {
      draw: calibration,
      controls: {
        base: share("Base rate", -3, -0.523, 0.01),
        keep: share("Negatives kept", -3, 0, 0.01),
        repair: { label: "Map back with q = p / (p + (1 − p)/w)", toggle: true },
      },
    },
    power: {
      draw: power,
      controls: {
        base: share("Base rate", -3, -0.301, 0.01),
        lift: share("True relative lift", -3, -0.301, 0.01),
        arm: { label: "Users per arm", min: 3, max: 8, step: 0.01, log: true, show: format },
        alpha: share("Level of the test", -3, -0.699, 0.01),
      },
    },
  };

  /** What a control says of its value. */
  function said(control, value) {
    return control.toggle ? (value ? "yes" : "no") : control.show(value);
  }

  /** What is wrong with the value of a setting, or nothing. */
  function fault({ toggle, log, min, max, list }, value, state) {
    if (list) {
      if (!Array.isArray(value) || !value.every(Number.isInteger)) return "is no list of whole numbers";
      return list(value, state);
    }
    if (toggle) return typeof value === "boolean" ? "" : "is not true or false";
    if (typeof value !== "number") return "is not a number";
    const [from, to] = log ? [10 ** min, 10 ** max] : [min, max];
    return value < from || value > to * 1.001 ? `is ${value}, outside ${format(from)} to ${format(to)}` : "";
  }

  /** Everything that stands in the page for a state; throws RangeError for a kind, a name or a value that is wrong. */
  function render(kind, state) {
    if (!Object.hasOwn(KINDS, kind)) throw new RangeError(`no figure '${kind}': ${Object.keys(KINDS).join(", ")}`);
    const { draw, controls, lists = {} } = KINDS[kind];
    const settings = { ...controls, ...lists };
    const unknown = Object.keys(state).find((name) => !Object.hasOwn(settings, name));
    if (unknown) throw new RangeError(`'${unknown}' is no setting of '${kind}'`);
    const missing = Object.keys(settings).find((name) => state[name] === undefined);
    if (missing) throw new RangeError(`'${missing}' is missing`);
    for (const [name, setting] of Object.entries(settings)) {
      const wrong = fault(setting, state[name], state);
      if (wrong) throw new RangeError(`'${name}' ${wrong}`);
    }
    const drawn = draw(state);
    return {
      ...drawn,
      settings: Object.entries(controls).map(([name, control]) => [control.label, said(control, state[name])]),
    };
  }

  if (typeof module !== "undefined") {
    module.exports = { render, normal, quantile };
    return;
  }

  /* ---- the page ---- */

  function rows(pairs) {
    return pairs.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`).join("");
  }

  function slider(name, control, state, redraw) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const output = document.createElement("output");
    const words = document.createElement("span");
    words.textContent = control.label;
    if (control.toggle) {
      input.type = "checkbox";
      input.checked = state[name];
      label.append(input, words);
    } else {
      input.type = "range";
      Object.assign(input, { min: control.min, max: control.max, step: control.step });
      input.value = control.log ? Math.log10(state[name]) : state[name];
      output.textContent = said(control, state[name]);
      input.setAttribute("aria-valuetext", output.textContent);
      label.append(words, input, output);
    }
    input.addEventListener("input", () => {
      state[name] = control.toggle ? input.checked : control.log ? 10 ** Number(input.value) : Number(input.value);
      if (!control.toggle) {
        output.textContent = said(control, state[name]);
        input.setAttribute("aria-valuetext", output.textContent);
      }
      redraw();
    });
    return label;
  }

  function movers(state, redraw) {
    const list = document.createElement("ol");
    list.className = "movers";
    const fill = (focus) => {
      list.replaceChildren(
        ...state.order.map((item, rank) => {
          const entry = document.createElement("li");
          const name = `${"ABCDEFGH"[item]}, grade ${state.grades[item]}`;
          entry.append(`${name} `);
          for (const [step, sign, words] of [[-1, "↑", "up"], [1, "↓", "down"]]) {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = sign;
            button.setAttribute("aria-label", `Move ${name} ${words}`);
            button.disabled = rank + step < 0 || rank + step >= state.order.length;
            button.addEventListener("click", () => {
              [state.order[rank], state.order[rank + step]] = [state.order[rank + step], state.order[rank]];
              fill([rank + step, step]);
              redraw();
            });
            entry.append(button);
          }
          return entry;
        }),
      );
      if (!focus) return;
      const buttons = list.children[focus[0]].querySelectorAll("button");
      const wanted = buttons[focus[1] < 0 ? 0 : 1];
      (wanted.disabled ? buttons[focus[1] < 0 ? 1 : 0] : wanted).focus();
    };
    fill();
    return list;
  }

  for (const figure of document.querySelectorAll("figure.interactive")) {
    const kind = figure.dataset.kind;
    const state = JSON.parse(figure.dataset.state);
    const controls = figure.querySelector(".interactive-controls");
    const redraw = () => {
      const drawn = render(kind, state);
      figure.querySelector(".interactive-stage").innerHTML = drawn.svg;
      figure.querySelector(".interactive-readout tbody").innerHTML = rows(drawn.readout);
    };
    controls.replaceChildren(
      ...(kind === "ranking"
        ? [movers(state, redraw)]
        : Object.entries(KINDS[kind].controls).map(([name, control]) => slider(name, control, state, redraw))),
    );
  }
})();
