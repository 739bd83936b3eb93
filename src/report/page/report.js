// The table of all tests: filter, sort, pages and details. Runs in a sandbox without an origin, so
// it keeps nothing and loads nothing. Texts are set as text, never as markup.
(function () {
  "use strict";
  const rowsPerPage = 100;
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);

  // How test_rows.cpp writes a test.
  const tests = data.tests.map((row, index) => {
    const [name, suite, program, status, flaky, nested, time, message, file, line, detail, entry] = row;
    const test = {
      index, name, suite: data.suites[suite], program: data.programs[program],
      status: data.statuses[status], flaky, nested, time, message,
      place: file < 0 ? "" : data.files[file] + (line > 0 ? ":" + line : ""), detail,
      entry: entry < 0 ? "" : data.entries[entry],
    };
    test.text = [test.suite + name, test.program, message, test.place, test.entry].join("\n").toLowerCase();
    return test;
  });
  const slowest = tests.reduce((most, test) => Math.max(most, test.nested ? 0 : test.time || 0), 0);

  const tones = {
    passed: "good", failed: "bad", crashed: "bad", timed_out: "bad", exited: "bad", not_run: "bad",
    running: "live", skipped: "calm", disabled: "calm", expected_failure: "warn",
  };
  const signs = { good: "✓", bad: "✕", live: "●", calm: "–", warn: "!" };
  const toneOf = (status) => tones[status] || "calm";
  const wordOf = (status) => status.replace(/_/g, " ");

  const kinds = [
    ["all", "All", "calm", (test) => !test.nested],
    ["bad", "Failed", "bad", (test) => !test.nested && toneOf(test.status) === "bad"],
    ["flaky", "Flaky", "warn", (test) => !test.nested && test.flaky],
    ["running", "Running", "live", (test) => !test.nested && test.status === "running"],
    ["expected", "Expected failures", "warn", (test) => !test.nested && test.status === "expected_failure"],
    ["skipped", "Skipped", "calm", (test) => !test.nested && toneOf(test.status) === "calm"],
    ["passed", "Passed", "good", (test) => !test.nested && test.status === "passed"],
    ["nested", "Nested programs", "calm", (test) => test.nested],
  ].map(([key, label, tone, holds]) => ({ key, label, tone, holds, count: tests.filter(holds).length }));

  const state = { kind: kinds[0], words: [], entry: "", sort: null, descending: false, page: 0, open: new Set() };
  if (kinds[0].count === 0 && tests.length > 0) {
    state.kind = kinds[kinds.length - 1];
  }

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) {
      made.className = className;
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function timeText(ms) {
    const digits = (value, unit) => value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + unit;
    if (ms === null) return "";
    if (ms < 0.9995) return digits(ms * 1e3, "µs");
    if (ms < 999.5) return digits(ms, "ms");
    if (ms < 99950) return digits(ms / 1e3, "s");
    const seconds = Math.round(ms / 1e3);
    const two = (value) => String(value).padStart(2, "0");
    return seconds < 3600
      ? Math.floor(seconds / 60) + " min " + two(seconds % 60) + " s"
      : Math.floor(seconds / 3600) + " h " + two(Math.floor(seconds / 60) % 60) + " min";
  }

  function bar(share) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    svg.setAttribute("aria-hidden", "true");
    rect.setAttribute("width", (100 * share).toFixed(2) + "%");
    rect.setAttribute("height", "4");
    rect.setAttribute("rx", "2");
    svg.append(rect);
    return svg;
  }

  function badge(status) {
    const tone = toneOf(status);
    const sign = element("span", "", signs[tone] + " ");
    sign.setAttribute("aria-hidden", "true");
    return element("span", "badge " + tone, sign, wordOf(status));
  }

  function pairs(entries) {
    const list = element("dl", "pairs");
    for (const [name, value] of entries) {
      list.append(element("dt", "", name), element("dd", "", String(value)));
    }
    return list;
  }

  function attemptParts(attempts) {
    const parts = [];
    const severalPrograms = new Set(attempts.map((attempt) => attempt[2])).size > 1;
    attempts.forEach(([status, time, program, text], index) => {
      if (attempts.length > 1) {
        const heading = "Attempt " + (index + 1) + " of " + attempts.length + ": " + wordOf(status) +
          (time === null ? "" : ", " + timeText(time)) + (severalPrograms ? ", in " + program : "");
        parts.push(element("h3", "", heading));
      }
      if (text) {
        parts.push(element("pre", "", text));
      }
    });
    return parts;
  }

  function detailOf(test) {
    const facts = [["Program", test.program]];
    if (test.place) facts.push(["Source", test.place]);
    if (test.entry) facts.push(["Entry of ctest", test.entry]);
    const body = element("div", "");
    const detail = test.detail ? data.details[test.detail - 1] : {};
    for (const [name, value] of detail.facts || []) facts.push([name, value]);
    body.append(pairs(facts), ...attemptParts(detail.attempts || []));
    if (detail.numbers) body.append(element("h3", "", "Metrics and parameters"), pairs(detail.numbers));
    if (detail.spans) {
      const lines = detail.spans.map(([name, start, time]) => [name, timeText(time) + ", from " + timeText(start) + " on"]);
      body.append(element("h3", "", "Spans"), pairs(lines));
    }
    if (detail.notes) body.append(element("h3", "", "Notes"), ...detail.notes.map((note) => element("pre", "", note)));
    if (detail.files) body.append(element("h3", "", "Attached files"), pairs(detail.files));
    const cell = element("td", "", body);
    cell.colSpan = 4;
    return element("tr", "detail", cell);
  }

  function rowsOf(test) {
    const isOpen = state.open.has(test.index);
    const suite = element("span", "suite", test.suite);
    const button = element("button", "", suite, test.name);
    button.type = "button";
    button.setAttribute("aria-expanded", String(isOpen));
    const tags = [test.flaky ? "flaky" : null, test.nested ? "nested" : null].filter(Boolean);
    const time = element("td", "c-time", element("span", "", timeText(test.time)));
    if (test.time && test.time > slowest / 30) {
      time.append(bar(Math.min(1, test.time / slowest)));
    }
    const message = element("td", "c-message");
    if (test.message) {
      message.append(element("div", "", test.message));
    }
    const row = element("tr", isOpen ? "row open" : "row",
      element("td", "c-status", badge(test.status)),
      element("td", "c-test", button, ...tags.map((tag) => element("span", "tag", tag))), time, message);
    row.addEventListener("click", () => {
      const selection = window.getSelection();
      if (selection.type === "Range" && row.contains(selection.anchorNode)) return;  // marking text
      if (!state.open.delete(test.index)) state.open.add(test.index);
      const place = Array.prototype.indexOf.call(byId("rows").querySelectorAll(".row"), row);
      draw();
      byId("rows").querySelectorAll(".row button")[place].focus();
    });
    return isOpen ? [row, detailOf(test)] : [row];
  }

  const order = ["crashed", "timed_out", "exited", "failed", "not_run", "running", "expected_failure", "passed", "skipped", "disabled"];
  const compare = {
    status: (a, b) => order.indexOf(a.status) - order.indexOf(b.status),
    name: (a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
    time: (a, b) => (a.time === null ? -1 : a.time) - (b.time === null ? -1 : b.time),
  };

  function chosen() {
    const found = tests.filter((test) => state.kind.holds(test) && (!state.entry || test.entry === state.entry) && state.words.every((word) => test.text.includes(word)));
    if (state.sort) {
      const sign = state.descending ? -1 : 1;
      found.sort((a, b) => sign * compare[state.sort](a, b) || a.index - b.index);
    }
    return found;
  }

  function draw() {
    const found = chosen();
    const pages = Math.max(1, Math.ceil(found.length / rowsPerPage));
    state.page = Math.min(state.page, pages - 1);
    const from = state.page * rowsPerPage;
    const shown = found.slice(from, from + rowsPerPage);
    byId("rows").replaceChildren(...shown.flatMap(rowsOf));
    byId("shown").textContent = found.length === 0 ? "No test matches."
      : (from + 1).toLocaleString("en") + " to " + (from + shown.length).toLocaleString("en") + " of " + found.length.toLocaleString("en");
    byId("previous").disabled = state.page === 0;
    byId("next").disabled = state.page === pages - 1;
    byId("previous").parentElement.hidden = pages === 1;
    for (const heading of document.querySelectorAll("#table th")) {
      const key = heading.firstElementChild && heading.firstElementChild.dataset.sort;
      if (key && key === state.sort) {
        heading.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
      } else {
        heading.removeAttribute("aria-sort");
      }
    }
    byId("entry").hidden = !state.entry;
    byId("entry").textContent = "in entry " + state.entry + " ✕";
    for (const chip of byId("chips").children) {
      chip.setAttribute("aria-pressed", String(chip.dataset.kind === state.kind.key));
    }
  }

  function change(part) {
    Object.assign(state, { page: 0 }, part);
    draw();
  }

  for (const kind of kinds) {
    if (kind.count === 0) continue;
    const chip = element("button", kind.tone, kind.label + " ", element("b", "", kind.count.toLocaleString("en")));
    chip.type = "button";
    chip.dataset.kind = kind.key;
    chip.addEventListener("click", () => change({ kind }));
    byId("chips").append(chip);
  }
  for (const button of document.querySelectorAll("[data-sort]")) {
    button.addEventListener("click", () => {
      const key = button.dataset.sort;
      const first = key === "time";  // of durations the longest ones are wanted first
      if (state.sort !== key) change({ sort: key, descending: first });
      else if (state.descending === first) change({ descending: !first });
      else change({ sort: null });
    });
  }
  byId("search").addEventListener("input", (event) => {
    change({ words: event.target.value.toLowerCase().split(/\s+/).filter(Boolean) });
  });
  for (const button of document.querySelectorAll("[data-entry]")) {
    button.addEventListener("click", () => {
      change({ entry: button.dataset.entry, kind: kinds[0] });
      byId("tests").scrollIntoView();
    });
  }
  byId("entry").addEventListener("click", () => change({ entry: "" }));
  const turn = (pages) => {
    state.page += pages;
    draw();
    byId("tests").scrollIntoView();
  };
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  byId("explorer").hidden = tests.length === 0;
  draw();
})();
