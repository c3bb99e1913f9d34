// Looks answers up in the data of the page. It knows no rule, loads nothing and sends nothing.
"use strict";

(() => {
  const held = document.getElementById("ask-data");
  if (!held) return;
  const data = JSON.parse(held.textContent);

  // --- which nationality

  const fillers = new Set(data.fillers);
  const { shortened } = data;

  // As the library folds: no case, accents, punctuation and order; full-width letters are the only others to be read.
  // The words of the table come folded by the library. Browsers may know characters that Python does not; no name has one.
  const folded = (word) => {
    if ([...word].length > 200) return "";
    const narrow = word.replace(/[！-～]/gu, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
    const letters = narrow.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const all = letters.replace(/['\u2019]s(?![\p{L}\p{N}_])/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];
    let words = all.filter((each) => !fillers.has(each));
    if (!words.length) words = all.slice(-1);
    if (words.length > 1) {
      words = words.map((each) => (Object.hasOwn(shortened, each) ? shortened[each] : each));
      if (words.every((each) => [...each].length > 1)) words.sort();
    }
    const found = words.join(" ");
    const foreign = /(?![\u0000-\u007f])[\p{L}\p{N}]/u.test(narrow.normalize("NFC"));
    return [...found].length <= 3 && foreign ? "" : found;
  };

  const rowsByWord = new Map();
  for (const [code, suggestion, refused, words] of data.words) {
    const row = { code, suggestion, refused };
    for (const word of words) {
      rowsByWord.set(word, [...(rowsByWord.get(word) ?? []), row]);
    }
  }

  // As the library suggests: names that differ by slips of the pen alone, and by the fewest.
  const edits = (word, known) => {
    let above = [];
    let row = Array.from({ length: known.length + 1 }, (_, j) => j);
    for (let i = 0; i < word.length; i += 1) {
      const before = above;
      above = row;
      row = [i + 1];
      for (let j = 0; j < known.length; j += 1) {
        const least = [above[j] + (word[i] === known[j] ? 0 : 1), above[j + 1] + 1, row[j] + 1];
        if (i && j && word[i] === known[j - 1] && word[i - 1] === known[j]) least.push(before[j - 1] + 1);
        row.push(Math.min(...least));
      }
    }
    return row.at(-1);
  };

  const slips = (word, known) => {
    const most = [4, 9].filter((length) => Math.min(word.length, known.length) >= length).length;
    const found = Math.abs(word.length - known.length) > most ? most + 1 : edits(word, known);
    return found > most ? Infinity : found;
  };

  const initials = (words) => words.map(([first]) => first).join(" ");

  const similar = (word) => {
    const words = word.split(" ").filter(Boolean);
    const counted = [...rowsByWord.keys()]
      .filter((name) => name.length > 3 && initials(name.split(" ")) === initials(words))
      .map((name) => [name, name.split(" ").reduce((sum, known, index) => sum + slips(words[index], known), 0)]);
    const fewest = Math.min(...counted.map(([, count]) => count));
    const nearest = counted.filter(([, count]) => count === fewest && count < Infinity).map(([name]) => name);
    return nearest.sort().flatMap((name) => rowsByWord.get(name)).filter(({ refused }) => !refused);
  };

  const suggestions = (word) => {
    const rows = rowsByWord.get(folded(word)) ?? similar(folded(word));
    return [...new Set(rows.map(({ suggestion }) => suggestion))];
  };

  // What is wrong with one field of the form.
  const wrong = (field, message) => Object.assign(new RangeError(message), { field });

  const codeOf = (word) => {
    if (Object.hasOwn(data.nationalities, word)) return word;
    if (!word.trim()) throw wrong("nationality", "Which passport? Enter a country, such as Russia.");
    const rows = rowsByWord.get(folded(word)) ?? [];
    const reason = rows.map(({ refused }) => refused).find(Boolean);
    if (reason) throw wrong("nationality", `There is no nationality “${word}”: ${reason}.`);
    const codes = new Set(rows.map(({ code }) => code));
    if (codes.size === 1) return rows[0].code;
    const meant = suggestions(word).join(" or ");
    const advice = meant ? `Did you mean ${meant}?` : "Use an English country name, or a code such as RU.";
    throw wrong("nationality", `There is no nationality “${word}”. ${advice}`);
  };

  // --- which day

  const checkedDay = (day) => {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(NaN);
    if (Number.isNaN(date.valueOf()) || date.toISOString().slice(0, 10) !== day || day < "0001-01-01") {
      throw wrong("day", day ? `“${day}” is not a valid date. Use YYYY-MM-DD.` : "Which day? Choose a valid date.");
    }
    return day;
  };

  // --- the answer

  const own = (table, key, what) => {
    if (Object.hasOwn(table, key)) return table[key];
    throw wrong(what, `There is no ${what} “${key}”.`);
  };

  // The answers for one nationality at one place as they are held, in order, and what unpacks one of them.
  const heldFor = (history, nationality, place, day) => {
    const asked = own(data.histories, history, "history");
    const code = codeOf(nationality);
    const numbers = asked.timelines[own(asked.timeline_of, place, "place")[asked.class_of[code]]];
    const answers = numbers.map((number) => asked.answers[number]);
    const fields = { ...data.nationalities[code], day, place: `${asked.places[place]} (${place})` };
    const line = (number) => {
      const { text = [], depth = 0, url = null } = asked.lines[number];
      const parts = text.map((part) => fields[part.field] ?? part.linked ?? part);
      const index = text.findIndex((part) => part.linked);
      return { text: parts.join(""), depth, url, linked: parts[index] ?? "", at: parts.slice(0, Math.max(index, 0)).join("").length };
    };
    const section = (number) => {
      const [heading, ...lines] = asked.sections[number].map(line);
      return { heading: heading.text, lines };
    };
    const unpack = ([start, last, verdict, projected, conditions, title, label, days, reason, sentence, remarks, sections]) => ({
      start,
      last,
      verdict,
      projected,
      conditions: line(conditions).text,
      title: line(title).text,
      label: line(label).text,
      days: line(days).text,
      reason: line(reason).text,
      sentence: line(sentence).text,
      remarks: remarks.map((number) => line(number).text),
      sections: sections.map(section),
    });
    return { answers, unpack };
  };

  // All of them unpacked: `start` is the first day and `last` the last, or null.
  const timeline = (...asked) => {
    const { answers, unpack } = heldFor(...asked);
    return answers.map(unpack);
  };

  // The answer of one history for one day. Days of one format sort as strings do.
  const onDay = (answers, day) => answers.findLast(([start]) => start === null || start <= day);

  const answerOf = (history, nationality, place, day) => {
    const { answers, unpack } = heldFor(history, nationality, place, day);
    return unpack(onDay(answers, day));
  };

  const verdictOf = (history, nationality, place, day) => onDay(heldFor(history, nationality, place, day).answers, day)[2];

  const others = (found, asked) =>
    Object.fromEntries(
      asked.map(([key, ...question]) => [key, verdictOf(...question)]).filter(([, each]) => each !== found.verdict),
    );

  // The same, with the verdicts of other histories and of places inside and around that differ.
  const lookup = (history, nationality, place, day) => {
    const found = answerOf(history, nationality, place, checkedDay(day));
    const having = Object.keys(data.histories).filter((other) => Object.hasOwn(data.histories[other].places, place));
    const otherwise = others(found, having.map((other) => [other, other, nationality, place, day]));
    const near = data.histories[history].near[place];
    const elsewhere = others(found, near.map((other) => [other, history, nationality, other, day]));
    const remarks = Object.entries(otherwise).map(([other, verdict]) => data.otherwise[other][verdict]);
    return { ...found, otherwise, elsewhere, remarks: [...remarks, ...found.remarks] };
  };

  const capital = (word) => word[0].toUpperCase() + word.slice(1);

  const question = (history, nationality, place, day) => ({ passport: codeOf(nationality), place, day, history });

  const linkTo = (asked) => `#${new URLSearchParams(asked)}`;

  // An answer as something to paste; its link is the address of the question.
  const copies = {
    text: ({ title, sentence, remarks, sections }, asked, link) =>
      [
        `${capital(title)}: ${sentence}`,
        ...remarks,
        ...sections.flatMap(({ heading, lines }) => [
          "",
          `${heading}:`,
          ...lines.map(({ text, depth, url }) => `${"  ".repeat(depth)}- ${text}${url ? ` <${url}>` : ""}`),
        ]),
        "",
        link,
      ].join("\n"),
    json: (found, asked, link) =>
      JSON.stringify(
        { form: data.form, version: data.version, link, question: asked, data: data.histories[asked.history].data, ...found },
        null,
        2,
      ),
    citation: ({ title, sentence }, asked, link) =>
      `dprk_tourism ${data.version}, ${data.histories[asked.history].data} ${capital(title)}: ${sentence} ${link}`,
  };

  window.dprkTourism = Object.freeze({ codeOf, copies, data, lookup, question, suggestions, timeline });

  // --- what is shown; all of it as text

  const make = (name, kind, ...children) => {
    const element = document.createElement(name);
    if (kind) element.className = kind;
    element.append(...children);
    return element;
  };

  // A sentence, with ids as code, and days that do not break at their hyphens.
  const marked = (sentence) =>
    sentence.split(/(`[^`]*`|\d{4}-\d{2}-\d{2})/).map((part, index) => {
      if (index % 2 === 0) return part;
      return part.startsWith("`") ? make("code", "", part.slice(1, -1)) : make("span", "ask-unbroken", part);
    });

  const signs = { permitted: "✓", denied: "✗", undetermined: "?" };

  const chip = (verdict, label) => {
    const sign = make("span", "", `${signs[verdict]} `);
    sign.setAttribute("aria-hidden", "true");
    return make("span", `ask-verdict ask-${verdict}`, sign, label);
  };

  const linked = (href, label) => {
    const link = make("a", "", label);
    link.href = href;
    return link;
  };

  // A line, whose publisher is the link to the source.
  const item = ({ text, depth, url, linked: label, at }) => {
    const element = make("li", depth ? `ask-depth-${depth}` : "");
    if (!label || !/^https?:\/\//.test(url ?? "")) {
      element.append(...marked(text));
    } else {
      const link = linked(url, label);
      link.rel = "noreferrer";
      element.append(...marked(text.slice(0, at)), link, ...marked(text.slice(at + label.length)));
    }
    return element;
  };

  // The verdict, its days, and what a reader must know to believe it. That another history answers otherwise, which the
  // first remarks say, is a line with a link.
  const answerNodes = ({ verdict, title, sentence, remarks, otherwise, conditions }) => [
    make(
      "p",
      "",
      chip(verdict, capital(title)),
      ...(conditions ? [" ", make("span", "ask-badge", `conditions: ${conditions}`)] : []),
    ),
    make("p", "", ...marked(capital(sentence))),
    ...remarks.slice(Object.keys(otherwise).length).map((remark) => make("p", "", ...marked(remark))),
  ];

  // The other places and histories by their verdicts; each leads to its own answer.
  const elsewhereNodes = ({ elsewhere, otherwise }, asked) => {
    const { places } = data.histories[asked.history];
    const line = (verdict, before, links) =>
      make("p", "", chip(verdict, capital(verdict)), before, ...links.flatMap((each) => [" ", each, ","]).slice(0, -1), ".");
    const at = (wanted) =>
      Object.entries(elsewhere)
        .filter(([, verdict]) => verdict === wanted)
        .map(([id]) => linked(linkTo({ ...asked, place: id }), places[id]));
    return [
      ...Object.entries(otherwise).map(([id, verdict]) =>
        line(verdict, " according to", [linked(linkTo({ ...asked, history: id }), data.histories[id].name)]),
      ),
      ...Object.keys(signs).filter((verdict) => at(verdict).length).map((verdict) => line(verdict, " at", at(verdict))),
    ];
  };

  const whyNodes = ({ sections }) =>
    sections.flatMap(({ heading, lines }) => {
      const list = make("ul", "", ...lines.map(item));
      if (heading !== data.folded) return [make("h2", "", heading), list];
      const count = lines.filter(({ depth }) => !depth).length;
      return [make("details", "", make("summary", "", `${heading} (${count})`), list)];
    });

  // The runs of days as a strip, on which short ones are wider than to scale.
  const strip = (answers, start) => {
    const days = answers.map(({ start, last }) =>
      start && last ? 1 + (Date.parse(last) - Date.parse(start)) / 86400000 : 60,
    );
    const parts = answers.map(({ verdict, start: first, projected }, index) => {
      const bar = make("span", `ask-bar ask-${verdict}${projected ? " ask-projected" : ""}`);
      const year = first && first.slice(0, 4) !== answers[index - 1]?.start?.slice(0, 4) ? first.slice(0, 4) : "";
      const part = make("span", first === start ? "ask-run ask-asked" : "ask-run", bar, make("span", "ask-year", make("span", "", year)));
      part.style.flexGrow = String(Math.log2(1 + days[index]));
      return part;
    });
    const made = make("div", "ask-strip", ...parts);
    made.setAttribute("aria-hidden", "true");
    return made;
  };

  // Of years that have no room, the later ones are kept.
  const thinYears = (made) => {
    let free = Infinity;
    for (const year of [...made.querySelectorAll(".ask-year")].reverse()) {
      const { left, width } = year.firstChild?.getBoundingClientRect() ?? { left: 0, width: 0 };
      if (left + width > free) year.replaceChildren();
      else if (width) free = left - 4;
    }
  };

  // The answers of all places on the map of the history, with the marks of its legend.
  const showMap = ({ passport, history, day }) => {
    for (const drawn of document.querySelectorAll(".ask-map")) {
      drawn.hidden = drawn.dataset.history !== history;
      if (drawn.hidden) continue;
      drawn.querySelector("title").textContent = `Visits by nationals of ${data.nationalities[passport].nationality} on ${day}`;
      for (const mark of drawn.querySelectorAll("[data-place]")) {
        const verdict = verdictOf(history, passport, mark.dataset.place, day);
        const tip = mark.querySelector("title");
        tip.textContent = `${data.histories[history].places[mark.dataset.place]}: ${verdict}`;
        const shown = drawn.querySelector(`[data-mark=${verdict}]`).cloneNode(true);
        mark.replaceChildren(tip, ...shown.childNodes);
      }
    }
  };

  const timelineNodes = (answers, start) => {
    const items = answers.map((each) => {
      const element = make("li", "", chip(each.verdict, each.label), " ", ...marked(`${each.days}. `));
      element.append(make("span", "ask-small", each.reason));
      if (each.start === start) element.setAttribute("aria-current", "date");
      return element;
    });
    const folded = make("details", "", make("summary", "", `As a list (${answers.length} runs of days)`), make("ol", "", ...items));
    return [make("h2", "", "All days"), strip(answers, start), folded];
  };

  // --- the form

  const [form, nationality, place, day, history, problem, region, answer, near, why, map, all, share, link, copied, status] = [
    "", "-nationality", "-place", "-day", "-history", "-error", "-found", "-answer", "-elsewhere", "-why", "-map",
    "-timeline", "-copy", "-link", "-copied", "-status",
  ].map((id) => document.getElementById(`ask${id}`));
  const inputs = { nationality, place, day, history };

  const option = (value, text) => {
    const made = make("option", "", text);
    made.value = value;
    return made;
  };

  const offerPlaces = () => {
    const chosen = place.value || "wonsan-kalma";
    const { places } = data.histories[history.value];
    place.replaceChildren(...Object.entries(places).map(([id, name]) => option(id, name)));
    place.value = Object.hasOwn(places, chosen) ? chosen : "wonsan-kalma";
  };

  const showProblem = (error, field) => {
    for (const input of Object.values(inputs)) {
      input.toggleAttribute("aria-invalid", false);
      input.removeAttribute("aria-describedby");
    }
    problem.hidden = !error;
    problem.textContent = error?.message ?? "";
    for (const part of [region, map, all, share]) part.hidden = Boolean(error);
    if (!field) return;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", problem.id);
  };

  let shown = null;

  // Answers the form; what is wrong is marked, and has the focus if the reader asked for an answer.
  const show = ({ focus = false } = {}) => {
    const words = [history.value, nationality.value, place.value, day.value];
    try {
      const found = lookup(...words);
      const asked = question(...words);
      shown = { found, asked };
      showProblem(null, null);
      answer.replaceChildren(...answerNodes(found));
      near.replaceChildren(...elsewhereNodes(found, asked));
      why.replaceChildren(...whyNodes(found));
      all.replaceChildren(...timelineNodes(timeline(...words), found.start));
      thinYears(all);
      showMap(asked);
      link.href = linkTo(asked);
      copied.value = status.textContent = "";
    } catch (error) {
      if (!(error instanceof RangeError && error.field)) throw error;
      const field = inputs[error.field];
      showProblem(error, field);
      if (focus) field.focus();
    }
  };

  const ask = (event) => {
    event?.preventDefault();
    show({ focus: event?.type === "submit" });
    if (problem.hidden) window.history.replaceState(null, "", link.href);
  };

  // The question of the address, if it has one.
  const readAddress = () => {
    const asked = new URLSearchParams(window.location.hash.slice(1));
    if (!asked.has("passport")) return;
    if (Object.hasOwn(data.histories, asked.get("history"))) history.value = asked.get("history");
    offerPlaces();
    if (Object.hasOwn(data.histories[history.value].places, asked.get("place"))) place.value = asked.get("place");
    const code = asked.get("passport");
    nationality.value = Object.hasOwn(data.nationalities, code) ? data.nationalities[code].name : code;
    day.value = asked.get("day");
    show();
  };

  // The address of the question; of a file only its name, since its folder is the reader's own.
  const shared = () =>
    window.location.protocol === "file:" ? `${window.location.pathname.split("/").at(-1)}${link.hash}` : link.href;

  const copy = ({ target }) => {
    copied.value = copies[target.dataset.copy](shown.found, shown.asked, shared());
    copied.select();
    status.textContent = document.execCommand("copy") ? "Copied." : "Copy what is selected.";
    target.focus();
  };

  const names = Object.values(data.nationalities).map(({ name }) => name);
  document.getElementById("ask-nationalities").replaceChildren(...names.sort().map((name) => option(name, "")));
  history.replaceChildren(...Object.entries(data.histories).map(([id, { name }]) => option(id, name)));
  nationality.value = "Russia";
  day.value = new Date(Date.now() + 9 * 3600000).toISOString().slice(0, 10); // as it is now in Pyongyang
  offerPlaces();
  show();
  readAddress();

  history.addEventListener("change", offerPlaces);
  form.addEventListener("change", ask);
  form.addEventListener("submit", ask);
  window.addEventListener("hashchange", readAddress);
  for (const button of share.querySelectorAll("button")) button.addEventListener("click", copy);
})();
