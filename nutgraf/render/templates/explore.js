/* Explores a figure on the page: its marks have the number of their table row (data-row), and the table has the text.
   Nothing is redrawn and nothing moves: the text covers the image, and the search field replaces the button. */
(() => {
  const REACH = 18; // the distance to a mark, in pixels, that counts as on it
  const MOST = 100; // the rows that the list has at a time, the likeliest first; typing finds the others

  const make = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...inside);
    return made;
  };
  // For comparing: lowercase, without accents.
  const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
  // A cell with several lines is read as one line.
  const read = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
  // What an area is called, without the sign of a number that was read in a copy.
  const named = (text) => bare(text.replace(/\s*†/g, ""));

  // The rows of each table as the page has them, in whatever order a reader sorts them.
  const inOrder = new WeakMap();
  const sortable = (table) => {
    const [body] = table.tBodies;
    const rows = [...body.rows];
    inOrder.set(table, rows);
    if (rows.length < 3) return;
    const heads = [...table.tHead.rows[0].cells];
    const alike = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const sorted = (nth) => {
      if (heads[nth].dataset.order === undefined) {
        return [...rows].sort((one, other) => alike.compare(read(one.cells[nth]), read(other.cells[nth])));
      }
      return heads[nth].dataset.order.split(" ").map((row) => rows[row]);
    };
    heads.forEach((head, nth) => {
      const button = make("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        // Numbers begin with the largest; a third press gives back the order of the page.
        const steps = head.matches(".number") ? ["descending", "ascending"] : ["ascending", "descending"];
        const next = steps[steps.indexOf(head.getAttribute("aria-sort")) + 1];
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        const order = next ? sorted(nth) : rows;
        body.append(...(next === "descending" ? [...order].reverse() : order));
        body.append(...rows.filter((row) => !order.includes(row))); // blanks come last
      });
    });
  };

  const explore = (place, number) => {
    const figure = place.closest("figure");
    const picture = figure.querySelector(".picture");
    const table = figure.querySelector(".figure-data table");
    const heads = [...table.tHead.rows[0].cells].map(read);
    // A list option has room for the columns up to the first number.
    const measure = [...table.tHead.rows[0].cells].findIndex((cell, n) => n && cell.matches(".number"));
    const brief = measure < 0 ? heads.length : measure + 1;
    const marksOf = new Map();
    for (const mark of picture.querySelectorAll("[data-row]")) {
      const nth = Number(mark.dataset.row);
      marksOf.set(nth, [...(marksOf.get(nth) ?? []), mark]);
    }
    const rows = inOrder.get(table).map((row, nth) => {
      const cells = [...row.cells].map(read);
      const marks = marksOf.get(nth) ?? [];
      // Labels on the marks match too: TN as well as Tennessee.
      const letters = new Set(marks.filter((mark) => mark.matches("text")).map((mark) => bare(mark.textContent)));
      return { cells, marks: marks.filter((mark) => !mark.matches("text")), all: marks, name: bare(cells[0]), letters };
    });
    // A figure of areas answers for each area that has a page, and leads there.
    const areas = place.dataset.absent ? [...document.querySelectorAll(".editions li > *")] : [];
    const pages = new Map(areas.filter((area) => area.href).map((area) => [named(read(area)), area.href]));
    const drawn = new Set(rows.map(({ cells }) => named(cells[0])));
    for (const area of areas.slice(1).map(read)) {
      if (!drawn.has(named(area))) rows.push({ cells: [area, place.dataset.absent], marks: [], all: [], name: bare(area), letters: new Set() });
    }
    const tip = make("div", { class: "figure-tip", "aria-hidden": "true", hidden: "" });
    picture.append(tip);
    const ended = new AbortController();
    const { signal } = ended;
    let lit = -1;
    let rings = [];

    const dim = () => {
      rings.forEach((ring) => ring.remove());
      [rings, lit, tip.hidden] = [[], -1, true];
    };
    // The text of a row at its mark, inside the image: above the mark, below it, or else next to it.
    const light = (nth) => {
      if (nth === lit) return;
      dim();
      lit = nth;
      const { cells, marks, all } = rows[nth];
      const shown = (mark) => mark.getClientRects().length;
      for (const mark of marks) {
        const ring = mark.cloneNode();
        ring.removeAttribute("data-row");
        ring.setAttribute("class", "ring");
        mark.parentNode.append(ring);
        rings.push(ring);
      }
      const [at] = marks.filter(shown).concat(all.filter(shown));
      const href = pages.get(named(cells[0]));
      way.replaceChildren(...(href ? [make("a", { href }, `${cells[0].replace(/\s*†/, "")} →`)] : []));
      if (!at) return;
      const lines = cells.slice(1).map((said, n) => said && make("span", {}, `${heads[n + 1]}: `, make("b", {}, said))).filter(Boolean);
      tip.replaceChildren(make("strong", {}, cells[0]), ...lines);
      tip.hidden = false;
      const mark = at.getBoundingClientRect();
      const frame = picture.getBoundingClientRect();
      const [left, right] = [mark.left - frame.left, mark.right - frame.left];
      const [wide, high] = [frame.width - tip.offsetWidth, frame.height - tip.offsetHeight];
      const [over, under] = [mark.top - frame.top - tip.offsetHeight - 8, mark.bottom - frame.top + 8];
      const aside = over < 0 && under > high;
      const fits = right + 8 <= wide || left - tip.offsetWidth - 8 >= 0;
      const across = aside && fits ? (right + 8 <= wide ? right + 8 : left - tip.offsetWidth - 8) : (left + right - tip.offsetWidth) / 2;
      // Where it fits nowhere next to the mark, it is at the edge of the picture that is farther from it.
      const edge = mark.top + mark.bottom > frame.top + frame.bottom ? 0 : high;
      // On a phone the text would cover half of a map: it is above the picture, over its title, if all of that is on the screen.
      const above = frame.width < 480 && frame.height < innerHeight * 0.6 && frame.top > tip.offsetHeight + 4;
      tip.style.left = `${above ? 0 : Math.max(0, Math.min(across, wide))}px`;
      tip.style.top = `${above ? -tip.offsetHeight - 4 : over >= 0 ? over : aside && !fits ? edge : Math.max(0, Math.min(under, high))}px`;
    };

    const rowOf = (mark) => Number(mark.dataset.row);
    // Points that go from left to right in the order of the rows are those of a line.
    const isLine = () => {
      let before = -Infinity;
      return rows.length > 3 && rows.every(({ marks }) => {
        const box = marks.map((mark) => mark.getBoundingClientRect()).find(({ width }) => width);
        const follows = box && box.width < 16 && box.height < 16 && box.left > before;
        if (follows) before = box.left;
        return follows;
      });
    };
    // Where the marks are in the picture, measured once for each of its sizes.
    let measured = [0, []];
    const boxes = (frame) => {
      if (measured[0] !== frame.width) {
        const at = [...picture.querySelectorAll("[data-row]")].map((mark) => [rowOf(mark), mark.getBoundingClientRect()]);
        measured = [frame.width, at.filter(([, box]) => box.width).map(([row, box]) => (
          [row, box.left - frame.left, box.right - frame.left, box.top - frame.top, box.bottom - frame.top]
        ))];
      }
      return measured[1];
    };
    // A large mark by its outline; a small or thin one, or a label, by distance; a point of a line wherever its year is.
    const rowAt = ({ target, clientX, clientY }) => {
      if (tip.contains(target)) return lit;
      const own = target.closest("[data-row]");
      if (own) return rowOf(own);
      const flat = isLine() ? 0.05 : 1;
      let [best, near] = [-1, flat < 1 ? Infinity : REACH];
      const frame = picture.getBoundingClientRect();
      const [x, y] = [clientX - frame.left, clientY - frame.top];
      for (const [row, left, right, top, bottom] of boxes(frame)) {
        const away = Math.hypot(Math.max(left - x, 0, x - right), flat * Math.max(top - y, 0, y - bottom));
        if (away < near) [best, near] = [row, away];
      }
      return best;
    };
    const point = (event) => {
      const nth = rowAt(event);
      if (rows[nth]) light(nth);
      else if (event.type === "click") dim();
    };
    picture.addEventListener("pointermove", (event) => event.pointerType === "mouse" && point(event), { signal });
    // A finger that asks for a mark is not sent to its page at once: the words of the mark lead there.
    picture.addEventListener("click", (event) => {
      if (event.pointerType !== "mouse" && event.target.closest("a")) event.preventDefault();
      point(event);
    }, { signal });
    picture.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && dim(), { signal });
    document.addEventListener("keydown", ({ key, target }) => key === "Escape" && target !== field && dim(), { signal });

    // The field and its list: a combobox as in the ARIA Authoring Practices.
    const id = `explore-${number}`;
    const field = make("input", {
      id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
    });
    const list = make("ul", { id: `${id}-list`, role: "listbox", hidden: "", "aria-label": place.dataset.find });
    const heard = make("span", { class: "unseen", role: "status" });
    const way = make("p", { class: "way" });
    const button = place.firstElementChild;
    let found = [];
    let active = -1;

    const open = (wanted) => {
      list.hidden = !wanted;
      field.setAttribute("aria-expanded", String(wanted));
      if (!wanted) field.removeAttribute("aria-activedescendant");
    };
    const mark = (n) => {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = n;
      const option = list.children[n];
      option.setAttribute("aria-selected", "true");
      field.setAttribute("aria-activedescendant", option.id);
      list.scrollTop = Math.max(Math.min(list.scrollTop, option.offsetTop), option.offsetTop + option.offsetHeight - list.clientHeight);
      light(found[n]);
    };
    const rank = ({ name, cells, letters }, words) => {
      if (letters.has(words)) return 0;
      if (name.startsWith(words)) return 1;
      if (` ${name}`.includes(` ${words}`)) return 2;
      return ` ${bare(cells.join(" "))}`.includes(` ${words}`) ? 3 : 9;
    };
    const search = () => {
      const words = bare(field.value);
      found = rows.map((row, nth) => [rank(row, words), nth]).filter(([how]) => how < 9);
      if (words) found.sort(([one], [other]) => one - other);
      const more = found.length > MOST;
      found = found.slice(0, MOST).map(([, nth]) => nth);
      active = -1;
      list.replaceChildren(...found.map((nth) => {
        const [name, ...rest] = rows[nth].cells.slice(0, brief);
        return make("li", { id: `${id}-${nth}`, role: "option", "aria-selected": "false" }, `${name} `, make("b", {}, rest.join(" · ")));
      }));
      if (more) list.append(make("li", { role: "presentation" }, "…"));
      heard.textContent = found.length ? "" : place.dataset.none;
      heard.className = found.length ? "unseen" : "none";
      open(found.length > 0);
      if (words && found.length) mark(0);
      else dim();
    };
    const choose = (n) => {
      field.value = rows[found[n]].cells[0];
      open(false);
      light(found[n]);
      rings.find((ring) => ring.getClientRects().length)?.scrollIntoView({ block: "nearest" });
      heard.textContent = rows[found[n]].cells.join(", ");
    };
    const close = () => {
      dim();
      ended.abort();
      tip.remove();
      way.remove();
      shell.remove();
      button.hidden = false;
      button.focus();
    };
    const KEYS = {
      ArrowDown: () => (list.hidden ? search() : 0, found.length && mark((active + 1) % found.length)),
      ArrowUp: () => (list.hidden ? search() : 0, found.length && mark((active <= 0 ? found.length : active) - 1)),
      Enter: () => active >= 0 && !list.hidden && choose(active),
      // Close the list first, then the text at the mark, then the search words, then the field.
      Escape: () => {
        if (!list.hidden) open(false);
        else if (!tip.hidden) dim();
        else if (field.value) field.value = "";
        else close();
      },
    };
    field.addEventListener("input", search);
    field.addEventListener("click", () => list.hidden && search());
    field.addEventListener("blur", () => open(false));
    field.addEventListener("keydown", (event) => {
      if (!KEYS[event.key]) return;
      event.preventDefault();
      KEYS[event.key]();
    });
    // Keep the focus in the field while an option is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) choose([...list.children].indexOf(option));
    });
    const shell = make("span", { class: "find" }, make("label", { for: id }, place.dataset.find), field, list, heard);
    button.hidden = true;
    place.append(shell, way);
    field.focus({ preventScroll: true });
  };

  document.querySelectorAll(".explore").forEach((place) => sortable(place.closest("figure").querySelector(".figure-data table")));
  let count = 0;
  document.addEventListener("click", ({ target }) => {
    const button = target.closest(".explore > button");
    if (button) explore(button.parentNode, (count += 1));
  });
})();
