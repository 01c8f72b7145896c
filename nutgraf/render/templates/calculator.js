(() => {
  const work = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, min: Math.min, max: Math.max };
  for (const place of document.querySelectorAll(".calculator")) {
    const { steps, inputs, rounding, percent, below, lang, around, decimal, thousands, grouping } = JSON.parse(place.dataset.calculation);
    const details = place.querySelector("details");
    const answer = document.createElement("output");
    const fields = inputs.map(({ label, low, high, step, start }) => {
      const field = Object.assign(document.createElement("input"), { type: "number", inputMode: "decimal", min: low, max: high, step, value: start });
      const named = document.createElement("label");
      named.append(`${label} `, field);
      details.before(named);
      return field;
    });
    const apart = new RegExp(`\\B(?=(\\d{${grouping[1]}})*\\d{${grouping[0]}}$)`, "g");
    const forms = new Intl.PluralRules(lang);
    // Rounded half up, without the dust of binary fractions, as the numbers of the table are, in words that fit it.
    const written = (value) => {
      const [, step] = rounding.find(([size]) => Number(value.toPrecision(15)) <= size) ?? rounding.at(-1);
      const places = `${step}`.split(".")[1]?.length ?? 0;
      const fixed = (Math.floor(Number((value / step).toPrecision(15)) + 0.5) * step).toFixed(places);
      const rounded = percent ? fixed : fixed.replace(/\.0+$/, "");
      const [whole, rest] = rounded.split(".");
      const [before, after] = around[forms.select(Number(rounded))] ?? around.other ?? Object.values(around)[0];
      return before + whole.replace(apart, thousands) + (rest ? decimal + rest : "") + after;
    };
    const compute = () => {
      const stack = [];
      const valid = fields.map((field) => {
        const fine = field.value !== "" && field.validity.valid;
        field.setAttribute("aria-invalid", String(!fine));
        return fine;
      });
      for (const one of steps) {
        if (typeof one !== "string") stack.push(Array.isArray(one) ? fields[one[0]].valueAsNumber : one);
        else stack.push(((b, a) => work[one](a, b))(stack.pop(), stack.pop()));
      }
      const sound = valid.every(Boolean) && Number.isFinite(stack[0]) && (stack[0] === 0 || stack[0] < 0 === below);
      answer.textContent = sound ? written(Math.abs(stack[0])) : "–";
    };
    place.addEventListener("input", compute);
    details.before(answer);
    compute();
  }
})();
