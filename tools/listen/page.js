// The page: one question after the other, and an answer to each.

import { Player } from "./player.js";

const LOST = "The test is not running any more. Start it again with make listen, then load this page anew.";
const NO_SOUND = "This sound cannot be played. Load the page anew, or try another browser.";
const KEYS = { 1: "a", 2: "b", 0: "none" };
const find = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll("[data-chosen]")];
const failed = () => complain(NO_SOUND);
const players = Object.fromEntries(
  ["a", "b"].map((side) => [side, new Player(find(side), { started: hushOthers, changed: refresh, failed })]),
);

let question = null; // token of the question that is shown
let busy = false;

function hushOthers(player) {
  for (const other of Object.values(players)) if (other !== player) other.stop();
}

function ready() {
  return question !== null && !busy && Object.values(players).every((player) => player.heard);
}

function refresh() {
  for (const button of buttons) button.disabled = !ready();
  find("hint").textContent = ready() ? "Which one do you like better?" : "Listen to how both go on, then answer.";
}

function complain(sentence) {
  find("problem").textContent = sentence;
  find("problem").hidden = sentence === "";
}

async function ask(path, options) {
  const response = await fetch(path, options);
  if (response.status === 409) return ask("/question");
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

async function show(asked) {
  question = null;
  const over = asked.question === null;
  find("test").hidden = over;
  find("end").hidden = !over;
  find("count").textContent = over ? `All ${asked.total} answered` : `${asked.number} of ${asked.total} · ${asked.genre}`;
  find("way").value = (asked.number - 1) / Math.max(1, asked.total);
  if (!over) await load(asked);
}

async function load({ question: token, sounds, begins }) {
  const sides = Object.keys(players);
  const blobs = await Promise.all(sides.map((side) => fetchSound(sounds[side])));
  sides.forEach((side, at) => players[side].load(blobs[at], begins));
  question = token;
}

async function fetchSound(token) {
  const response = await fetch(`/sound/${token}`);
  if (!response.ok) throw new Error(await response.text());
  return response.blob();
}

/** Does something with the server while nothing can be answered; says so if that fails. */
async function exclusively(work) {
  if (busy) return;
  busy = true;
  refresh();
  try {
    await work();
    complain("");
  } catch (error) {
    complain(error instanceof TypeError ? LOST : error.message);
  } finally {
    busy = false;
    refresh();
  }
}

function answer(chosen) {
  if (!ready()) return;
  hushOthers(null);
  const body = JSON.stringify({ question, chosen: chosen === "none" ? null : chosen });
  const post = { method: "POST", headers: { "Content-Type": "application/json" }, body };
  exclusively(async () => show(await ask("/answer", post)));
}

for (const button of buttons) button.addEventListener("click", () => answer(button.dataset.chosen));
addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in KEYS) answer(KEYS[event.key]);
  else if (question !== null) players[event.key.toLowerCase()]?.toggle();
});
exclusively(async () => show(await ask("/question")));
