// The display: 128 by 64 dots, drawn from the bytes that the real one takes.

const WIDTH = 128;
const HEIGHT = 64;
const FRAME_BYTES = (WIDTH * HEIGHT) / 8;
const LIT = [201, 242, 255, 255];

export class Oled {
  #context;
  #image;

  /** Draws dot by dot, which is faster off the graphics card. */
  constructor(canvas) {
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
    this.#image = this.#context.createImageData(WIDTH, HEIGHT);
  }

  /** Draws a frame: eight pages of 128 columns, the lowest bit of a byte uppermost. */
  draw(bytes) {
    if (bytes.length !== FRAME_BYTES) return;
    for (let y = 0; y < HEIGHT; y += 1) {
      for (let x = 0; x < WIDTH; x += 1) {
        const lit = (bytes[(y >> 3) * WIDTH + x] >> (y & 7)) & 1;
        this.#image.data.set(lit ? LIT : [0, 0, 0, 0], (y * WIDTH + x) * 4);
      }
    }
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Goes dark. */
  clear() {
    this.#context.clearRect(0, 0, WIDTH, HEIGHT);
  }
}
