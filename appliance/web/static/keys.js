// The computer's keys as piano keys: two rows by their place, whatever is printed on them.

const ROW = [
  "KeyA", "KeyW", "KeyS", "KeyE", "KeyD", "KeyF", "KeyT", "KeyG", "KeyY", "KeyH", "KeyU", "KeyJ",
  "KeyK", "KeyO", "KeyL", "KeyP", "Semicolon", "Quote",
];
const PRINTED = { Semicolon: ";", Quote: "'" };
const VELOCITY = 90;

/** Plays the piano from the computer's keys.
 *  @param hands `press(source, pitch, velocity)` and `release(source)`
 *  @param home gives the pitch of the first key
 *  @param shift moves the piano by octaves */
export function listenToKeys(hands, home, shift) {
  addEventListener("keydown", (event) => {
    if (event.target.closest?.("select")) return; // its letters choose from the list
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const index = ROW.indexOf(event.code);
    if (index >= 0) hands.press(`key:${event.code}`, home() + index, VELOCITY);
    if (event.code === "KeyZ") shift(-1);
    if (event.code === "KeyX") shift(1);
  });
  addEventListener("keyup", (event) => hands.release(`key:${event.code}`));
}

/** What is printed on the keys: those of the piano's row in order, then the octave keys. */
export async function printedKeys() {
  const layout = await layoutMap();
  const print = (code) => layout?.get(code)?.toUpperCase() ?? PRINTED[code] ?? code.slice(3);
  return { row: ROW.map(print), down: print("KeyZ"), up: print("KeyX") };
}

async function layoutMap() {
  try {
    return await navigator.keyboard?.getLayoutMap();
  } catch {
    return null;
  }
}
