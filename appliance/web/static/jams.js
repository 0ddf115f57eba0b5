// The jams that the box has kept: a list, read anew when it is unfolded and while it is.

const READ_MS = 10_000;

export class Jams {
  constructor(details, list) {
    this.details = details;
    this.list = list;
    details.addEventListener("toggle", () => details.open && this.read());
    setInterval(() => details.open && this.read(), READ_MS);
  }

  async read() {
    try {
      const answer = await fetch("/jams");
      if (answer.ok) this.show(await answer.json());
      else this.say("The box keeps no jams: its settings say so.");
    } catch {
      this.say("The box does not answer.");
    }
  }

  show(jams) {
    if (jams.length === 0) this.say("Nothing yet: what you play is kept a few seconds later.");
    else this.list.replaceChildren(...jams.map(line));
  }

  say(sentence) {
    const item = document.createElement("li");
    item.textContent = sentence;
    this.list.replaceChildren(item);
  }
}

function line({ name, size, changed }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/jams/${name}`;
  link.download = name;
  link.textContent = name;
  const facts = document.createElement("small");
  facts.textContent = `${new Date(changed * 1000).toLocaleString()}, ${Math.ceil(size / 1024)} KB`;
  item.append(link, " ", facts);
  return item;
}
