// Everybody who plays, where there are several: whose turn it is, whom the box's panel is with, and for
// whom this page plays. A press on somebody gives them the panel and this page's piano.

export class Players {
  #list;
  #take;
  #name = null; // of this page, as the box calls it

  /** @param take takes the number, from 0, of the player to be. */
  constructor(list, take) {
    this.#list = list;
    this.#take = take;
  }

  /** The box tells this page its name. */
  call(name) {
    this.#name = name;
  }

  hide() {
    this.#list.hidden = true;
  }

  show(players) {
    this.#list.hidden = players.length < 2;
    while (this.#list.children.length > players.length) this.#list.lastElementChild.remove();
    players.forEach((player, number) => this.#fill(this.#buttonOf(number), number, player));
  }

  /** The button of a player; it stays the same, so that it keeps the focus. */
  #buttonOf(number) {
    const present = this.#list.children[number];
    if (present) return present.firstElementChild;
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    for (const kind of ["b", "span", "small"]) button.append(document.createElement(kind));
    button.addEventListener("click", () => this.#take(number));
    item.append(button);
    this.#list.append(item);
    return button;
  }

  #fill(button, number, { genre, mode, turn, lit, at, sources }) {
    const [figure, words, facts] = button.children;
    const marks = [sources.includes(this.#name) && "this piano", at && "the panel"].filter(Boolean);
    figure.textContent = number + 1;
    words.textContent = turn;
    facts.textContent = [`${genre}, ${mode}`, ...marks].join(" · ");
    button.dataset.lit = lit;
    button.setAttribute("aria-pressed", at);
    button.setAttribute("aria-label", `Player ${number + 1}: ${turn}. ${facts.textContent}`);
  }
}
