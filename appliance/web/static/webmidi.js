// MIDI keyboards at this computer, as far as the browser lets a page use them.

const CANNOT = "This browser cannot use MIDI keyboards. Chrome, Edge and Firefox can.";
const NOT_FROM_AFAR = "A browser keeps MIDI keyboards from a page of another computer: plug yours into the box.";
const REFUSED = "The browser did not allow MIDI. Allow it beside the address, then try again.";
const NONE = "No MIDI keyboard found. Plug one in: it is used at once.";

export class MidiKeyboards {
  #access = null;
  #known = new Set();
  #on;

  /** @param on `message(port, bytes)`, `gone(port)` and `status(sentence, ready)`. */
  constructor(on) {
    this.#on = on;
  }

  /** Connects without a question where an earlier visit was given leave. */
  async connectIfAllowed() {
    try {
      const permission = await navigator.permissions.query({ name: "midi" });
      if (permission.state === "granted") await this.connect();
    } catch {
      // The browser cannot tell: the button asks.
    }
  }

  /** Asks the browser for every MIDI input there is, and for those to come. */
  async connect() {
    if (!navigator.requestMIDIAccess) return this.#on.status(isSecureContext ? CANNOT : NOT_FROM_AFAR, false);
    try {
      this.#access = await navigator.requestMIDIAccess();
    } catch {
      return this.#on.status(REFUSED, false);
    }
    this.#access.onstatechange = () => this.#refresh();
    this.#refresh();
  }

  #refresh() {
    const inputs = [...this.#access.inputs.values()].filter((port) => port.state === "connected");
    const present = new Set(inputs.map((port) => port.id));
    for (const id of this.#known) if (!present.has(id)) this.#on.gone(id);
    for (const port of inputs) port.onmidimessage = (event) => this.#on.message(port.id, event.data);
    this.#known = present;
    const names = inputs.map((port) => port.name).join(", ");
    this.#on.status(names ? `Ready to play: ${names}` : NONE, true);
  }
}

/** Passes a keyboard's message on: notes to the hands, other channel messages to `other`. */
export function playMidi(port, [status, first, second], hands, other) {
  const kind = status & 0xf0;
  const source = `midi:${port}:${status & 0x0f}:${first}`;
  if (kind === 0x90 && second > 0) hands.press(source, first, second);
  else if (kind === 0x80 || kind === 0x90) hands.release(source);
  else if (kind < 0xf0) other([kind, first, second].filter((byte) => byte !== undefined));
}
