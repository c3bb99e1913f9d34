// Looks answers up in the data of the page. It knows no rule, loads nothing and sends nothing.
"use strict";

(() => {
  const held = document.getElementById("ask-data");
  if (!held) return;
  const data = JSON.parse(held.textContent);

  // --- which nationality

  const fillers = new Set(["the", "of", "and"]);
  const shortened = {
    democratic: "dem", federal: "fed", federated: "fed", islands: "island", is: "island",
    peoples: "people", republic: "rep", saint: "st", states: "sts",
  };

  // As the library folds: no case, accents, punctuation and order; full-width letters are the only others to be read.
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
  for (const row of data.words) {
    for (const word of new Set(row.words.map(folded))) {
      rowsByWord.set(word, [...(rowsByWord.get(word) ?? []), row]);
    }
  }

  const codeOf = (word) => {
    if (Object.hasOwn(data.nationalities, word)) return word;
    const rows = rowsByWord.get(folded(word)) ?? [];
    const reason = rows.map(({ refused }) => refused).find(Boolean);
    if (reason) throw new RangeError(`no nationality “${word}”: ${reason}`);
    const codes = new Set(rows.map(({ code }) => code));
    if (codes.size === 1) return rows[0].code;
    const meant = rows.map(({ suggestion }) => suggestion).join(" or ");
    throw new RangeError(`no nationality “${word}”${meant && `; did you mean ${meant}?`}`);
  };

  // --- which day

  const checkedDay = (day) => {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(NaN);
    if (Number.isNaN(date.valueOf()) || date.toISOString().slice(0, 10) !== day || day < "0001-01-01") {
      throw new RangeError(`“${day}” is not a valid date; use YYYY-MM-DD`);
    }
    return day;
  };

  // --- the answer

  const own = (table, key, what) => {
    if (Object.hasOwn(table, key)) return table[key];
    throw new RangeError(`no ${what} “${key}”`);
  };

  // The answers for one nationality at one place as they are held, in order, and what unpacks one of them.
  const heldFor = (history, nationality, place, day) => {
    const asked = own(data.histories, history, "history");
    const code = codeOf(nationality);
    const numbers = asked.timelines[own(asked.timeline_of, place, "place")[asked.class_of[code]]];
    const answers = numbers.map((number) => asked.answers[number]);
    const fields = { ...data.nationalities[code], day, place: `${asked.places[place]} (${place})` };
    const line = (number) => {
      const { text, depth = 0, url = null } = asked.lines[number];
      return { text: text.map((part) => fields[part.field] ?? part).join(""), depth, url };
    };
    const section = (number) => {
      const [heading, ...lines] = asked.sections[number].map(line);
      return { heading: heading.text, lines };
    };
    const unpack = ([start, last, verdict, title, label, days, reason, sentence, remarks, sections]) => ({
      start,
      last,
      verdict,
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
  const answerOf = (history, nationality, place, day) => {
    const { answers, unpack } = heldFor(history, nationality, place, day);
    return unpack(answers.findLast(([start]) => start === null || start <= day));
  };

  // The same, with a remark for each other history that has the place and answers otherwise.
  const lookup = (history, nationality, place, day) => {
    const found = answerOf(history, nationality, place, checkedDay(day));
    const otherwise = Object.keys(data.histories)
      .filter((other) => Object.hasOwn(data.histories[other].places, place))
      .map((other) => [other, answerOf(other, nationality, place, day).verdict])
      .filter(([, verdict]) => verdict !== found.verdict)
      .map(([other, verdict]) => data.otherwise[other][verdict]);
    return { ...found, remarks: [...otherwise, ...found.remarks] };
  };

  window.dprkTourism = Object.freeze({ codeOf, data, lookup, timeline });

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

  const capital = (word) => word[0].toUpperCase() + word.slice(1);

  const chip = (verdict, label) => make("span", `ask-verdict ask-${verdict}`, label);

  const item = ({ text, depth, url }) => {
    const element = make("li", depth ? `ask-depth-${depth}` : "", ...marked(text));
    if (url && /^https?:\/\//.test(url)) {
      const link = make("a", "", "link");
      link.href = url;
      link.rel = "noreferrer";
      link.setAttribute("aria-label", `open the source: ${text}`);
      element.append(" ", link);
    }
    return element;
  };

  // What is read aloud: the verdict, its days, and what a reader must know to believe it.
  const answerNodes = ({ verdict, title, sentence, remarks }) => [
    make("p", "", chip(verdict, capital(title)), ": ", ...marked(sentence)),
    ...remarks.map((remark) => make("p", "", ...marked(remark))),
  ];

  const whyNodes = ({ sections }) =>
    sections.flatMap(({ heading, lines }) => [make("h3", "", heading), make("ul", "", ...lines.map(item))]);

  const timelineNodes = (answers, start) => {
    const items = answers.map((each) => {
      const element = make("li", "", chip(each.verdict, each.label), " ", ...marked(`${each.days}. `));
      element.append(make("span", "ask-small", each.reason));
      if (each.start === start) element.setAttribute("aria-current", "date");
      return element;
    });
    return [make("h3", "", "All days"), make("ol", "", ...items)];
  };

  // --- the form

  const [form, nationality, place, day, history, answer, why, all] = [
    "ask", "ask-nationality", "ask-place", "ask-day", "ask-history", "ask-answer", "ask-why", "ask-timeline",
  ].map((id) => document.getElementById(id));

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

  const show = () => {
    try {
      const asked = [history.value, nationality.value, place.value, day.value];
      const found = lookup(...asked);
      answer.replaceChildren(...answerNodes(found));
      why.replaceChildren(...whyNodes(found));
      all.replaceChildren(...timelineNodes(timeline(...asked), found.start));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      answer.replaceChildren(make("p", "", `${capital(error.message)}.`));
      why.replaceChildren();
      all.replaceChildren();
    }
  };

  const names = Object.values(data.nationalities).map(({ name }) => name);
  document.getElementById("ask-nationalities").replaceChildren(...names.sort().map((name) => option(name, "")));
  history.replaceChildren(...Object.entries(data.histories).map(([id, { name }]) => option(id, name)));
  nationality.value = "Russia";
  day.value = "2025-07-17";
  offerPlaces();
  show();

  history.addEventListener("change", offerPlaces);
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
})();
