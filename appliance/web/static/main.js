// The page: everything is made and wired together here, and nowhere else.

import { Answer } from "./answer.js";
import { Knob } from "./knob.js";
import { Jams } from "./jams.js";
import { listenToKeys, printedKeys } from "./keys.js";
import { Mixer } from "./mixer.js";
import { Oled } from "./oled.js";
import { nameOf, Piano } from "./piano.js";
import { Player } from "./player.js";
import { Players } from "./players.js";
import { Link } from "./socket.js";
import { Settings } from "./settings.js";
import { Sound } from "./sound.js";
import { Toggle } from "./toggle.js";
import { MidiKeyboards, playMidi } from "./webmidi.js";

const STATUS = {
  looking: "Looking for the box …",
  open: "Connected to the box",
  lost: "The box is not running: start it with make run",
  full: "Too many pages are open: close one",
};
const SUSTAIN = 64;
const find = (id) => document.getElementById(id);

const oled = new Oled(find("oled"));
const piano = new Piano(find("piano"));
const sound = new Sound(() => mixer.refresh());
const mixer = new Mixer(sound, { slider: find("volume"), mute: find("mute"), hint: find("sound-hint") });
const answer = new Answer(sound, piano);
const link = new Link({
  state: showState,
  frame: (bytes) => oled.draw(bytes),
  midi: (bytes) => answer.play(bytes),
  lamp: (on) => showLamp(on),
  settings: (list) => settings.show(list),
  players: (list) => players.show(list),
  page: (name) => players.call(name),
});
const settings = new Settings(find("setting-list"), (field, place) => link.set(field, place));
const players = new Players(find("players"), (number) => link.sit(number));
const player = new Player(link, sound.player, piano);
const knob = new Knob(find("knob"), (event) => link.panel(event));
const keyboards = new MidiKeyboards({
  message: (port, bytes) => playMidi(port, bytes, player, controlFromKeyboard),
  gone: (port) => player.releaseAll(`midi:${port}:`),
  status: showMidi,
});

function showState(state) {
  find("status").dataset.state = state;
  find("status").textContent = STATUS[state];
  if (state === "open") return;
  players.hide();
  oled.clear();
  showLamp(false, "Box is off");
  answer.silence();
}

function showLamp(on, words = on ? "Your turn" : "The box plays") {
  find("lamp").dataset.on = String(on);
  find("lamp-words").textContent = words;
}

function showMidi(sentence, ready) {
  find("midi-status").textContent = sentence;
  find("midi-status").hidden = false;
  find("midi").hidden = ready;
}

function controlFromKeyboard(bytes) {
  if (bytes[0] === 0xb0 && bytes[1] === SUSTAIN) sound.player.sustain(bytes[2] >= 64);
  link.midi(bytes);
}

function shiftOctave(octaves) {
  player.releaseAll("pointer:");
  player.releaseAll("focus");
  piano.shiftBy(octaves);
  showRange();
}

function showRange() {
  find("octave-range").textContent = piano.range.map(nameOf).join(" – ");
}

function letGo() {
  for (const source of ["pointer:", "key:", "focus"]) player.releaseAll(source);
  knob.cancel();
}

async function showPrintedKeys() {
  const { row, down, up } = await printedKeys();
  piano.letter(row);
  find("key-row").textContent = [row[0], row[2], row[4], row[5]].join(" ");
  find("key-down").textContent = down;
  find("key-up").textContent = up;
}

new Jams(find("jams"), find("jam-list"));
new Toggle(find("switch"), (event) => link.panel(event));
piano.attach(player);
listenToKeys(player, () => piano.home, shiftOctave);
for (const side of ["left", "right"]) find(side).addEventListener("click", () => knob.turn(side));
for (const press of ["push", "hold", "again"]) find(press).addEventListener("click", () => link.panel(press));
find("octave-down").addEventListener("click", () => shiftOctave(-1));
find("octave-up").addEventListener("click", () => shiftOctave(1));
find("midi").addEventListener("click", () => keyboards.connect());

// A press of the mouse leaves the keyboard's focus where it is, so that Space goes on flipping.
addEventListener("mousedown", (event) => {
  if (event.target.closest("button")) event.preventDefault();
});
addEventListener("click", (event) => {
  if (event.detail > 0) event.target.closest("summary")?.blur(); // by mouse, not by keyboard
});
addEventListener("blur", letGo);
addEventListener("resize", showRange);
document.addEventListener("visibilitychange", () => (document.hidden ? letGo() : link.connect()));

showRange();
showPrintedKeys();
keyboards.connectIfAllowed();
link.connect();
