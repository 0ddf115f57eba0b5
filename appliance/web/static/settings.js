// All settings of the box as sliders and lists, made from what the box tells of them.

const REFUSED_MS = 600; // what the box has not taken by then is shown as it stands
const MANY = 9; // values: more than these are a slider

export class Settings {
  /** @param change takes the field of a setting and the place of its new value. */
  constructor(holder, change) {
    this.holder = holder;
    this.change = change;
    this.shown = new Map();
    this.newest = [];
  }

  show(settings) {
    this.newest = settings;
    for (const setting of settings) {
      const shown = this.shown.get(setting.field) ?? this.#made(setting);
      shown.words.textContent = setting.words;
      if (shown.input.dataset.held !== "true") shown.input.value = setting.place;
    }
  }

  #made({ field, name, values }) {
    const label = document.createElement("label");
    const title = document.createElement("span");
    title.textContent = name;
    const input = values.length > MANY && field !== "genre" ? slider(values) : list(values);
    input.setAttribute("aria-label", name); // the label's own text would take in every option
    const words = document.createElement("output");
    words.hidden = input.localName === "select";
    input.addEventListener("input", () => this.change(field, Number(input.value)));
    input.addEventListener("change", () => setTimeout(() => this.show(this.newest), REFUSED_MS));
    hold(input);
    label.append(title, input, words);
    this.holder.append(label);
    const shown = { input, words };
    this.shown.set(field, shown);
    return shown;
  }
}

/** Marks an input while a pointer holds it, and gives the focus back afterwards: the keys are the
 *  piano's and the switch's again. */
function hold(input) {
  const letGo = () => {
    if (input.dataset.held === "true") input.blur();
    input.dataset.held = "false";
  };
  input.addEventListener("pointerdown", () => (input.dataset.held = "true"));
  input.addEventListener("change", letGo);
  for (const end of ["pointerup", "pointercancel"]) {
    if (input.localName === "input") input.addEventListener(end, letGo);
  }
  input.addEventListener("blur", () => (input.dataset.held = "false"));
}

function slider(values) {
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: 0, max: values.length - 1, step: 1 });
  return input;
}

function list(values) {
  const input = document.createElement("select");
  input.append(...values.map((words, place) => new Option(words, place)));
  return input;
}
