// The door: asks for the code that the box's display shows, and goes in with it.

const CODE_HEADER = "Antiphon-Code"; // a foreign page may not send it
const LENGTH = 8;
const [OK, FORBIDDEN, TOO_MANY] = [204, 403, 429];

const find = (id) => document.getElementById(id);
const digitsOf = (text) => text.replace(/\D/g, "");

function say(sentence) {
  find("trouble").textContent = sentence;
  find("code").setAttribute("aria-invalid", String(sentence !== ""));
}

function sentence(answer) {
  if (answer.status === FORBIDDEN) return "That is not the code.";
  if (answer.status !== TOO_MANY) return "The box does not understand this.";
  return `Too many wrong codes: try again in ${answer.headers.get("Retry-After")} seconds.`;
}

async function enter(code) {
  const answer = await fetch("/enter", { headers: { [CODE_HEADER]: code } });
  if (answer.status === OK) return location.replace("/");
  say(sentence(answer));
  find("code").select();
}

async function submit(event) {
  event.preventDefault();
  const code = digitsOf(find("code").value);
  if (code.length !== LENGTH) {
    say("The code has eight digits.");
    return find("code").focus();
  }
  if (find("enter").getAttribute("aria-disabled") === "true") return;
  find("enter").setAttribute("aria-disabled", "true");
  try {
    await enter(code);
  } catch {
    say("The box does not answer. Is it on, and in the same network?");
  }
  find("enter").setAttribute("aria-disabled", "false");
}

find("door").addEventListener("submit", submit);
find("code").addEventListener("input", () => say(""));
