// One question at a time: two players, and a choice once both were started.

const LOST = "The listening test has stopped. Start it again and reload this page: what you have chosen is kept.";
const DONE = "That was all. Thank you for listening! You may close this page.";
const KEYS = { 1: "a", 2: "b", 0: "none" };

const at = (id) => document.getElementById(id);
const choices = [...document.querySelectorAll("[data-chosen]")];
const players = { a: player(at("a")), b: player(at("b")) };
let question = null; // null while the next one is on its way

/** A player of one sound; `load`, `toggle`, `stop`, `clear`, and whether it was `started`. */
function player(element) {
  const audio = new Audio();
  const [button, part] = [element.querySelector(".play"), element.querySelector(".part")];
  const self = { started: false, load, toggle, clear, stop: () => audio.pause() };
  let opening = 0;
  let turn = 0; // counts the frames' loops, so that only one runs

  async function load(url, seconds) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(response.statusText);
    URL.revokeObjectURL(audio.src);
    audio.src = URL.createObjectURL(await response.blob());
    await new Promise((resolve, reject) => Object.assign(audio, { onloadedmetadata: resolve, onerror: reject }));
    opening = seconds;
    element.style.setProperty("--opening", `${(100 * opening) / audio.duration}%`);
    show("Not heard yet");
    button.disabled = false;
  }

  function clear() {
    audio.pause();
    [self.started, button.disabled, part.textContent] = [false, true, "One moment …"];
    element.classList.remove("heard");
  }

  function toggle() {
    if (button.disabled) return;
    if (!audio.paused) return audio.pause();
    for (const other of Object.values(players)) if (other !== self) other.stop();
    audio.play();
  }

  function show(words) {
    element.style.setProperty("--past", `${(100 * audio.currentTime) / (audio.duration || 1)}%`);
    part.textContent = words;
  }

  function frame(own) {
    if (audio.paused || own !== turn) return;
    show(audio.currentTime < opening ? "The opening" : "The way it goes on");
    requestAnimationFrame(() => frame(own));
  }

  audio.addEventListener("playing", () => {
    self.started = true;
    element.classList.add("sounding", "heard");
    frame(++turn);
    refresh();
  });
  audio.addEventListener("pause", () => {
    element.classList.remove("sounding");
    if (!button.disabled) show(audio.ended ? "Heard" : "Paused");
  });
  button.addEventListener("click", toggle);
  return self;
}

/** Lets choose when both were started, and says what is missing. */
function refresh() {
  const missing = Object.keys(players).filter((name) => !players[name].started);
  for (const button of choices) button.disabled = question === null || missing.length > 0;
  const names = missing.map((name) => name.toUpperCase()).join(" and ");
  at("hint").textContent = missing.length ? `Listen to ${names}, then choose.` : "Which one would you rather hear again?";
}

/** Shows words instead of the test. */
function say(words) {
  for (const each of Object.values(players)) each.stop();
  question = null;
  [at("test").hidden, at("word").hidden, at("word").textContent] = [true, false, words];
}

async function next() {
  const told = await (await fetch("/question")).json();
  at("count").textContent = told.done ? `${told.total} of ${told.total}` : `${told.number} of ${told.total}`;
  if (told.done) return say(DONE);
  at("test").hidden = false;
  await Promise.all(["a", "b"].map((name) => players[name].load(`/sound/${told[name]}`, told.opening)));
  question = told.question;
  refresh();
}

async function choose(chosen) {
  if (question === null || choices[0].disabled) return;
  const body = JSON.stringify({ question, chosen });
  question = null;
  for (const each of Object.values(players)) each.clear();
  for (const button of choices) button.disabled = true;
  const response = await fetch("/answer", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!response.ok && response.status !== 409) throw new Error(response.statusText);
  await next(); // 409: another window of this page was quicker
}

const safely = (promise) => promise.catch(() => say(LOST));
for (const button of choices) button.addEventListener("click", () => safely(choose(button.dataset.chosen)));
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  if (key in KEYS) safely(choose(KEYS[key]));
  if (question !== null && key in players) players[key].toggle();
});
safely(next());
