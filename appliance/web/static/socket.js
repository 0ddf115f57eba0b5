// The wire to the box: one WebSocket that is opened again whenever it is lost.

const DELAYS_MS = [400, 800, 1500, 3000, 5000];
const TOO_MANY_PAGES = 1013;
const FORBIDDEN = 403;

export class Link {
  #socket = null;
  #failures = 0;
  #timer = 0;
  #on;

  /** @param on functions `state(name)`, `frame(bytes)`, `midi(bytes)`, `lamp(on)`, `settings(list)`, `players(list)`, `page(name)`;
   *  states are "looking", "open", "lost" and "full". */
  constructor(on) {
    this.#on = on;
  }

  /** Opens the socket; it also hurries up a retry that is waiting. */
  connect() {
    clearTimeout(this.#timer);
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    const socket = new WebSocket(`ws://${location.host}/socket`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#heard(event.data);
    socket.onclose = (event) => this.#lost(event.code);
    this.#socket = socket;
  }

  /** Sends one MIDI message, if the box is there. */
  midi(bytes) {
    this.#send({ midi: bytes });
  }

  /** Sends a panel event: "flip", "left", "right", "push", "hold" or "again". */
  panel(event) {
    this.#send({ panel: event });
  }

  /** Puts a setting to the value at a place of its list. */
  set(field, place) {
    this.#send({ set: [field, place] });
  }

  /** Asks for a player's place, from 0. */
  sit(number) {
    this.#send({ sit: number });
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #opened() {
    this.#failures = 0;
    this.#on.state("open");
  }

  #heard(data) {
    if (data instanceof ArrayBuffer) return this.#on.frame(new Uint8Array(data));
    const message = JSON.parse(data);
    if (message.midi) this.#on.midi(message.midi);
    if (message.settings) this.#on.settings(message.settings);
    if (message.players) this.#on.players(message.players);
    if (message.page) this.#on.page(message.page);
    if ("lamp" in message) this.#on.lamp(message.lamp);
  }

  #lost(code) {
    const delay = DELAYS_MS[Math.min(this.#failures, DELAYS_MS.length - 1)];
    this.#failures += 1;
    this.#on.state(code === TOO_MANY_PAGES ? "full" : "lost");
    this.#timer = setTimeout(() => this.connect(), delay);
    this.#lookWhetherInside();
  }

  /** A box that has started anew lets nobody in who has not told its new code: back to the door. */
  async #lookWhetherInside() {
    try {
      const answer = await fetch("/enter");
      if (answer.status === FORBIDDEN) location.reload();
    } catch {
      // It does not answer at all, and is tried again.
    }
  }
}
