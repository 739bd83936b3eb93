// The table of histories: filter, sort, pages, charts. Runs in a sandbox without an origin, so it
// keeps nothing and loads nothing. Texts are set as text, never as markup.
(function () {
  "use strict";
  const rowsPerPage = 100;
  const all = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const svgSpace = "http://www.w3.org/2000/svg";

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }
  function shape(tag, attributes, ...children) {
    const made = document.createElementNS(svgSpace, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }
  function link(url, text) {
    if (!url) return text;
    const made = element("a", "", text);
    made.href = url;
    made.rel = "noopener";
    return made;
  }

  function valueText(row, value) {
    if (value === null || value === undefined) return "";
    if (!row.duration) return String(Number(value.toPrecision(4))) + (row.unit ? " " + row.unit : "");
    const digits = (number, unit) => number.toFixed(number < 9.995 ? 2 : number < 99.95 ? 1 : 0) + " " + unit;
    if (value < 0.9995) return digits(value * 1e3, "µs");
    return value < 999.5 ? digits(value, "ms") : digits(value / 1e3, "s");
  }
  function percentText(before, after) {
    if (before === 0) return "from 0";
    const percent = (after / before - 1) * 100;
    return (percent > 0 ? "+" : "") + percent.toFixed(Math.abs(percent) < 9.95 ? 1 : 0) + " %";
  }
  const median = (values) => {
    const sorted = [...values].sort((one, other) => one - other);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  };

  // A row per test, with its durations, and one per metric.
  function rowsOf(series) {
    const rows = new Map();
    for (const test of series.tests) {
      rows.set(test.key, { key: test.key, test, duration: true, unit: "ms", values: [], changes: [] });
    }
    for (const number of series.numbers) {
      const row = number.duration ? rows.get(number.key) : undefined;
      if (row) Object.assign(row, number);
      else rows.set((number.duration ? "" : "metric ") + number.key, { ...number });
    }
    for (const row of rows.values()) {
      row.text = row.key.toLowerCase();
      row.known = row.values.filter((value) => value !== null);
      row.last = row.known.length ? row.known[row.known.length - 1] : null;
      row.lastChange = row.changes.length ? row.changes[row.changes.length - 1] : null;
      row.change = row.lastChange && row.lastChange.before ? row.lastChange.after / row.lastChange.before - 1
        : row.drift && row.known.length ? row.drift.total / (median(row.known) || 1) : 0;
      row.meaning = row.drift ? row.drift.meaning : row.lastChange ? row.lastChange.meaning : "";
      row.beyond = row.reference && row.reference.outside ? row.reference : null;
      if (row.beyond && !row.meaning) {
        row.meaning = row.beyond.meaning;
        row.change = row.beyond.before ? row.beyond.after / row.beyond.before - 1 : 0;
      }
      row.fails = row.test ? (row.test.marks.match(/[FR]/g) || []).length : 0;
    }
    return [...rows.values()];
  }

  const isBroken = (row) => Boolean(row.test && row.test.broken);
  const isFlaky = (row) => Boolean(row.test && row.test.health === "flaky");
  const kinds = [
    ["all", "All", "calm", () => true],
    ["broken", "Broken", "broken", isBroken],
    ["flaky", "Flaky", "flaky", isFlaky],
    ["worse", "Slower, worse", "worse", (row) => row.meaning === "worse"],
    ["better", "Faster, better", "better", (row) => row.meaning === "better"],
    ["changed", "Changed", "changed", (row) => row.meaning === "changed"],
  ];

  const state = { series: 0, kind: kinds[0], words: [], sort: null, descending: false, page: 0, open: new Set() };
  let rows = [];

  // Charts. A place of a run on the x axis is the same for marks and values.
  function marksOf(series, row) {
    if (!row.test) return null;
    const count = series.runs.length;
    const svg = shape("svg", { viewBox: `0 0 ${count} 10`, preserveAspectRatio: "none", height: "14", role: "img" });
    svg.setAttribute("aria-label", `${row.fails} of ${count} runs failed`);
    [...row.test.marks].forEach((mark, run) => {
      const rect = shape("rect", { x: run + 0.08, y: 0, width: 0.84, height: 10, class: "mark-" + mark });
      explain(rect, () => series.runs[run].name + "\n" +
        { P: "passed", F: "failed", R: "passed on retry", "-": "did not run" }[mark]);
      svg.append(rect);
    });
    return svg;
  }
  function bounds(values) {
    const low = Math.min(...values);
    const high = Math.max(...values);
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    return [low - room, high + room];
  }
  function sparkOf(series, row) {
    if (row.known.length < 2) return null;
    const [low, high] = bounds(row.known);
    const points = row.values.map((value, run) => value === null ? "" :
      `${run},${(100 - 100 * (value - low) / (high - low)).toFixed(1)}`).filter(Boolean).join(" ");
    const svg = shape("svg", { viewBox: `0 0 ${Math.max(1, series.runs.length - 1)} 100`,
      preserveAspectRatio: "none", height: "26", "aria-hidden": "true" });
    svg.append(shape("polyline", { points, class: "line" }));
    return svg;
  }
  function chartOf(series, row) {
    const width = 1060, height = 240, left = 76, bottom = 26, top = 8;
    const count = series.runs.length;
    const x = (run) => left + (width - left - 12) * (count < 2 ? 0.5 : run / (count - 1));
    const [low, high] = bounds(row.reference ? [...row.known, row.reference.before] : row.known);
    const y = (value) => top + (height - top - bottom) * (1 - (value - low) / (high - low));
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img" });
    svg.setAttribute("aria-label", "Values of " + row.key + " over builds");
    for (let step = 0; step <= 3; ++step) {
      const value = low + (high - low) * step / 3;
      svg.append(shape("line", { x1: left, x2: width - 12, y1: y(value), y2: y(value), class: "grid" }));
      const label = shape("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end", class: "axis" });
      label.textContent = valueText(row, value);
      svg.append(label);
    }
    for (const run of new Set([0, Math.floor((count - 1) / 2), count - 1])) {
      const label = shape("text", { x: x(run), y: height - 6, class: "axis",
        "text-anchor": run === 0 ? "start" : run === count - 1 ? "end" : "middle" });
      label.textContent = series.runs[run].name;
      svg.append(label);
    }
    if (row.reference) {
      const line = shape("line", { x1: left, x2: width - 12, y1: y(row.reference.before), y2: y(row.reference.before), class: "reference" });
      explain(line, () => series.reference + ": " + valueText(row, row.reference.before));
      svg.append(line);
    }
    let begin = 0;
    const level = (value, from, to) => svg.append(shape("line",
      { x1: x(from), x2: x(to), y1: y(value), y2: y(value), class: "level" }));
    row.changes.forEach((change, i) => {
      level(change.before, begin, change.run - 1);
      if (i === row.changes.length - 1) level(change.after, change.run, count - 1);
      const at = (x(change.run) + x(Math.max(0, change.run - 1))) / 2;
      svg.append(shape("line", { x1: at, x2: at, y1: top, y2: height - bottom, class: "step " + change.meaning }));
      begin = change.run;
    });
    const points = row.values.map((value, run) => value === null ? "" : `${x(run)},${y(value)}`).filter(Boolean);
    svg.append(shape("polyline", { points: points.join(" "), class: "line" }));
    row.values.forEach((value, run) => {
      if (value === null) return;
      const failed = row.test && "FR".includes(row.test.marks[run]);
      const dot = shape("circle", { cx: x(run), cy: y(value), r: 4, class: failed ? "dot hot" : "dot" });
      explain(dot, () => series.runs[run].name + ": " + valueText(row, value) + "\n" + series.runs[run].time);
      const url = series.runs[run].url;
      svg.append(url ? shape("a", { href: url }, dot) : dot);
    });
    return svg;
  }

  const tip = byId("tip");
  function explain(target, text) {
    target.addEventListener("mouseenter", (event) => {
      tip.textContent = text();
      tip.hidden = false;
      tip.style.left = Math.min(event.clientX + 12, window.innerWidth - 240) + "px";
      tip.style.top = event.clientY + 14 + "px";
    });
    target.addEventListener("mouseleave", () => { tip.hidden = true; });
  }

  function changeItem(series, row, change) {
    const run = series.runs[change.run];
    const item = element("li", change.meaning, `${valueText(row, change.before)} → ${valueText(row, change.after)} `,
      `(${percentText(change.before, change.after)}) since `, link(run.url, run.name));
    if (change.commits) item.append(", commits ", link(change.url, change.commits));
    return item;
  }
  function referenceText(series, row) {
    const { before, after, outside } = row.reference;
    return ["since ", link(series.referenceUrl, series.reference), `: ${valueText(row, before)} → ${valueText(row, after)} ` +
      `(${percentText(before, after)})` + (outside ? "" : ", within the noise")];
  }
  function detailOf(series, row) {
    const cell = element("td", "");
    cell.colSpan = 5;
    if (row.known.length > 1) cell.append(chartOf(series, row));
    if (row.changes.length) cell.append(element("ul", "", ...row.changes.map((one) => changeItem(series, row, one))));
    if (row.reference) {
      cell.append(element("ul", "", element("li", row.beyond ? row.beyond.meaning : "", ...referenceText(series, row))));
    }
    if (row.test && row.test.broken) {
      cell.append(element("ul", "", element("li", "", "Broken since " + row.test.broken + ", commits ",
        link(row.test.url, row.test.commits || "unknown"))));
    }
    if (row.test && row.test.message) cell.append(element("pre", "", row.test.message));
    return element("tr", "detail", cell);
  }

  function rowOf(series, row) {
    const name = element("button", "", row.key);
    name.type = "button";
    name.setAttribute("aria-expanded", String(state.open.has(row.key)));
    const cells = [element("td", "", name), element("td", "c-marks", marksOf(series, row)),
      element("td", "c-line", sparkOf(series, row)), element("td", "c-last", valueText(row, row.last)),
      element("td", "c-change " + row.meaning,
        row.meaning ? (row.change > 0 ? "+" : "") + (100 * row.change).toFixed(0) + " %" : "")];
    const made = element("tr", "row", ...cells);
    made.addEventListener("click", () => {
      state.open.has(row.key) ? state.open.delete(row.key) : state.open.add(row.key);
      drawRows();
    });
    return made;
  }

  function shownRows() {
    const shown = rows.filter((row) => state.kind[3](row) && state.words.every((word) => row.text.includes(word)));
    if (state.sort) {
      const value = (row) => state.sort === "key" ? row.text : state.sort === "change" ? Math.abs(row.change) : row[state.sort] ?? -1;
      shown.sort((one, other) => {
        const a = value(one), b = value(other);
        return (a < b ? -1 : a > b ? 1 : 0) * (state.descending ? -1 : 1);
      });
    }
    return shown;
  }
  function drawRows() {
    const series = all[state.series];
    const shown = shownRows();
    const pages = Math.max(1, Math.ceil(shown.length / rowsPerPage));
    state.page = Math.min(state.page, pages - 1);
    const first = state.page * rowsPerPage;
    const body = byId("rows");
    body.replaceChildren();
    for (const row of shown.slice(first, first + rowsPerPage)) {
      body.append(rowOf(series, row));
      if (state.open.has(row.key)) body.append(detailOf(series, row));
    }
    byId("shown").textContent = shown.length === 0 ? "Nothing is called so." :
      `${first + 1} to ${Math.min(first + rowsPerPage, shown.length)} of ${shown.length}`;
    byId("previous").disabled = state.page === 0;
    byId("next").disabled = state.page + 1 >= pages;
    for (const button of document.querySelectorAll("th button")) {
      const is = button.dataset.sort === state.sort;
      button.parentElement.setAttribute("aria-sort", is ? (state.descending ? "descending" : "ascending") : "none");
    }
  }
  function drawChips() {
    byId("chips").replaceChildren(...kinds.filter((kind) => kind[0] === "all" || rows.some(kind[3])).map((kind) => {
      const button = element("button", kind[2], `${kind[1]} `, element("b", "", String(rows.filter(kind[3]).length)));
      button.type = "button";
      button.setAttribute("aria-pressed", String(kind === state.kind));
      button.addEventListener("click", () => { state.kind = kind; state.page = 0; drawChips(); drawRows(); });
      return button;
    }));
  }

  function finding(series, row, className, word, ...text) {
    const name = element("button", "", row.key);
    name.type = "button";
    name.addEventListener("click", () => {
      state.kind = kinds[0];
      state.words = [];
      byId("search").value = row.key;
      state.words = [row.text];
      state.open.add(row.key);
      drawChips();
      drawRows();
      byId("all-title").scrollIntoView();
    });
    return element("li", className, element("span", "badge", word), name, element("span", "", ...text));
  }
  function drawFindings() {
    const series = all[state.series];
    const found = [];
    for (const row of rows.filter(isBroken)) {
      found.push(finding(series, row, "broken", "broken", "since " + row.test.broken + ", commits ",
        link(row.test.url, row.test.commits || "unknown")));
    }
    for (const meaning of ["worse", "changed", "better"]) {
      for (const row of rows.filter((one) => one.meaning === meaning)) {
        const word = !row.duration ? meaning : meaning === "worse" ? "slower" : "faster";
        if (row.drift) {
          found.push(finding(series, row, meaning, word, `slowly, ${(row.change > 0 ? "+" : "") + (100 * row.change).toFixed(1)} %`,
            " since " + series.runs[row.drift.run].name));
        } else if (!row.lastChange) {
          found.push(finding(series, row, meaning, word, ...referenceText(series, row)));
        } else {
          const change = row.lastChange;
          found.push(finding(series, row, meaning, word,
            `${valueText(row, change.before)} → ${valueText(row, change.after)} (${percentText(change.before, change.after)}) since `,
            link(series.runs[change.run].url, series.runs[change.run].name), change.commits ? ", commits " : "",
            change.commits ? link(change.url, change.commits) : ""));
        }
      }
    }
    for (const row of rows.filter(isFlaky)) {
      found.push(finding(series, row, "flaky", "flaky",
        `fails ${(100 * row.test.fails).toFixed(0)} % of the time though nothing is wrong`));
    }
    byId("findings").replaceChildren(...(found.length ? found.slice(0, 50) :
      [element("li", "calm", "Nothing changed its level, drifts, fails or is flaky.")]));
  }

  function drawSeries() {
    const series = all[state.series];
    rows = rowsOf(series);
    state.open.clear();
    state.page = 0;
    const first = series.runs[0], last = series.runs[series.runs.length - 1];
    byId("lead").textContent = `${series.runs.length} runs, ${first.name} … ${last.name}, ${last.time}`;
    drawFindings();
    drawChips();
    drawRows();
  }

  byId("search").addEventListener("input", (event) => {
    state.words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    state.page = 0;
    drawRows();
  });
  for (const button of document.querySelectorAll("th button")) {
    button.addEventListener("click", () => {
      state.descending = state.sort === button.dataset.sort ? !state.descending : button.dataset.sort !== "key";
      state.sort = button.dataset.sort;
      drawRows();
    });
  }
  byId("previous").addEventListener("click", () => { --state.page; drawRows(); });
  byId("next").addEventListener("click", () => { ++state.page; drawRows(); });
  if (all.length > 1) {
    byId("choice").hidden = false;
    all.forEach((series, index) => {
      const option = element("option", "", series.name);
      option.value = index;
      byId("series").append(option);
    });
    byId("series").addEventListener("change", (event) => { state.series = Number(event.target.value); drawSeries(); });
  }
  drawSeries();
})();
