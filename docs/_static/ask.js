// Looks answers up in the data that the page holds. It knows no rule, loads nothing and sends nothing.
"use strict";

(() => {
  const held = document.getElementById("ask-data");
  if (!held) return;
  const data = JSON.parse(held.textContent);

  // --- who is meant

  const folded = (word) => {
    const plain = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim().replace(/^the /, "");
  };

  const codesByWord = new Map();
  for (const [code, nationality] of Object.entries(data.nationalities)) {
    for (const word of new Set(nationality.words.map(folded))) {
      codesByWord.set(word, [...(codesByWord.get(word) ?? []), code]);
    }
  }

  const codeOf = (word) => {
    if (Object.hasOwn(data.nationalities, word)) return word;
    const codes = codesByWord.get(folded(word)) ?? [];
    if (codes.length === 1) return codes[0];
    const meant = codes.map((code) => `${data.nationalities[code].name} (${code})`).join(" or ");
    throw new RangeError(`no passport is known by “${word}”${meant && `; did you mean ${meant}?`}`);
  };

  // --- which day

  const checkedDay = (day) => {
    const moment = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(NaN);
    if (Number.isNaN(moment.valueOf()) || moment.toISOString().slice(0, 10) !== day || day < "0001-01-01") {
      throw new RangeError(`“${day}” is no day; write YYYY-MM-DD`);
    }
    return day;
  };

  const dayBefore = (day) => {
    const moment = new Date(`${day}T00:00:00Z`);
    moment.setUTCDate(moment.getUTCDate() - 1);
    return moment.toISOString().slice(0, 10);
  };

  // --- the answer

  const own = (table, key, what) => {
    if (Object.hasOwn(table, key)) return table[key];
    throw new RangeError(`there is no ${what} “${key}”`);
  };

  // All stretches: `start` is the first day in and `until` the last, both null where there is none.
  const timeline = (history, nationality, place) => {
    const told = own(data.histories, history, "history");
    const code = codeOf(nationality);
    const rows = own(told.timelines, place, "place")[told.class_of[code]];
    const { said } = data.nationalities[code];
    return rows.map(([start, number], index) => ({
      ...told.answers[number],
      settling: told.answers[number].settling.map((line) => line.replace("{country}", said)),
      start,
      until: index + 1 < rows.length ? dayBefore(rows[index + 1][0]) : null,
    }));
  };

  // The stretch that holds a day. Days of one form sort as texts do.
  const lookup = (history, nationality, place, day) => {
    const asked = checkedDay(day);
    return timeline(history, nationality, place).findLast(({ start }) => start === null || start <= asked);
  };

  window.dprkTourism = Object.freeze({ codeOf, data, lookup, timeline });

  // --- what is shown; all of it as text

  // A day in a text, so that it does not break at its hyphens.
  const unbroken = (day) => {
    const element = document.createElement("span");
    element.className = "ask-unbroken";
    element.append(day);
    return element;
  };

  const worded = (child) =>
    typeof child === "string"
      ? child.split(/(\d{4}-\d{2}-\d{2})/).map((part, index) => (index % 2 ? unbroken(part) : part))
      : [child];

  const make = (name, ...children) => {
    const element = document.createElement(name);
    element.append(...children.flatMap(worded));
    return element;
  };

  const marked = (name, kind, ...children) => {
    const element = make(name, ...children);
    element.className = kind;
    return element;
  };

  const during = (start, until) => {
    if (start === null) return until === null ? "on all days" : `until ${until}`;
    if (until === null) return `from ${start}, with no end known`;
    return start === until ? `on ${start}` : `from ${start} to ${until}`;
  };

  // The days around a stretch on which the verdict is the same.
  const run = (stretches, number) => {
    let first = number;
    let last = number;
    while (first > 0 && stretches[first - 1].verdict === stretches[number].verdict) first -= 1;
    while (last + 1 < stretches.length && stretches[last + 1].verdict === stretches[number].verdict) last += 1;
    return during(stretches[first].start, stretches[last].until);
  };

  const capital = (word) => word[0].toUpperCase() + word.slice(1);

  // A source is told once, with all places in it that are cited.
  const sourceItem = (told, cites, source) => {
    const { told: name, url } = told.sources[source];
    const places = cites.filter((cite) => cite.source === source && cite.at).map(({ at }) => at);
    const item = make("li", places.length ? `${name}, at ${places.join(", ")} ` : `${name} `);
    if (url && /^https?:\/\//.test(url)) {
      const link = make("a", "link");
      link.href = url;
      link.rel = "noreferrer";
      link.setAttribute("aria-label", `open the source: ${name}`);
      item.append(link);
    }
    return item;
  };

  const policyItem = (told, id, sure) => {
    const policy = told.policies[id];
    const sources = [...new Set(policy.cites.map(({ source }) => source))];
    const said = make("p", make("code", id), ` (${policy.layer}) ${sure ? "" : "perhaps "}${policy.told}.`);
    const item = make("li", said, marked("p", "ask-small", capital(policy.days), "."));
    if (policy.note) item.append(marked("p", "ask-small", `Note: ${policy.note}`));
    item.append(make("ul", ...sources.map((source) => sourceItem(told, policy.cites, source))));
    return item;
  };

  const section = (title, items) => (items.length ? [make("h3", title), make("ul", ...items)] : []);

  const BECAUSE = {
    hinge: "it hinges on a fact that the sources leave open",
    silent: "no policy speaks where one would have to",
    conflict: "policies contradict each other",
    "too-many-unknowns": "too many facts are open",
    "not-yet-open": "the resort has not opened yet",
  };

  // What is read aloud: the verdict, its days, and what a reader must know to believe it.
  const answerNodes = ({ history, code, place, day }) => {
    const told = data.histories[history];
    const stretches = timeline(history, code, place);
    const answer = lookup(history, code, place, day);
    const number = stretches.findIndex(({ start }) => start === answer.start);
    const { said } = data.nationalities[code];
    const verdict = marked("strong", `ask-verdict ask-${answer.verdict}`, capital(answer.verdict));
    const question = `: a holder of a passport of ${said} at ${told.places[place]} on ${day}.`;
    const lines = [make("p", verdict, question)];
    lines.push(make("p", `It is ${answer.verdict} ${run(stretches, number)}.`));
    if (answer.because.length) {
      lines.push(make("p", `Reason: ${answer.because.map((each) => BECAUSE[each] ?? each).join("; ")}.`));
    }
    if (answer.projected) {
      const through = told.surveyed_through;
      lines.push(make("p", `Projected: the sources were surveyed through ${through}; this assumes that nothing has changed since.`));
    }
    if (answer.disputed.length) lines.push(make("p", `Sources disagree about the day of: ${answer.disputed.join("; ")}.`));
    for (const layer of answer.assumptions) {
      lines.push(marked("p", "ask-small", `Assumed: no policy of layer ${layer} is recorded, which counts as no objection.`));
    }
    return lines;
  };

  const whyNodes = ({ history, code, place, day }) => {
    const told = data.histories[history];
    const answer = lookup(history, code, place, day);
    const perhaps = answer.possible.filter((id) => !answer.deciding.includes(id));
    return [
      ...section("What would settle it", answer.settling.map((line) => make("li", line.replaceAll("`", "")))),
      ...section("Why", [
        ...answer.deciding.map((id) => policyItem(told, id, true)),
        ...perhaps.map((id) => policyItem(told, id, false)),
      ]),
    ];
  };

  const timelineNodes = ({ history, code, place, day }) => {
    const now = lookup(history, code, place, day).start;
    const items = timeline(history, code, place).map((stretch) => {
      const { verdict, projected, start, until, deciding, possible, because } = stretch;
      const why = [...because, deciding.join(", ") || possible.join(" or ")].filter(Boolean).join("; ");
      const item = make("li", marked("span", `ask-verdict ask-${verdict}`, verdict));
      const days = make("span", ` ${during(start, until)}${projected ? ", projected" : ""}. `);
      item.append(days, marked("span", "ask-small", why));
      if (start === now) item.setAttribute("aria-current", "date");
      return item;
    });
    return [make("h3", "All days"), make("ol", ...items)];
  };

  // --- the form

  const [form, nationality, place, day, history, answer, why, all] = [
    "ask", "ask-nationality", "ask-place", "ask-day", "ask-history", "ask-answer", "ask-why", "ask-timeline",
  ].map((id) => document.getElementById(id));

  const option = (value, text) => {
    const made = make("option", text);
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
      const asked = { history: history.value, code: codeOf(nationality.value), place: place.value, day: checkedDay(day.value) };
      answer.replaceChildren(...answerNodes(asked));
      why.replaceChildren(...whyNodes(asked));
      all.replaceChildren(...timelineNodes(asked));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      answer.replaceChildren(make("p", `${capital(error.message)}.`));
      why.replaceChildren();
      all.replaceChildren();
    }
  };

  const names = Object.values(data.nationalities).map(({ name }) => name);
  document.getElementById("ask-nationalities").replaceChildren(...names.sort().map((name) => option(name, "")));
  history.replaceChildren(
    ...Object.keys(data.histories).map((id) => option(id, id === "article" ? "the article" : "the wider record")),
  );
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
