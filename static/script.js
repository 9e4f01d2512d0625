// What pages do when scripts run; every page works without.

// The list of what is wrong takes the focus, also when it came in with a partial answer.
const focusSummary = (root) => root.querySelector?.("[data-takes-focus]")?.focus();

// A long text says how many letters are left.
const countLetters = (area) => {
  const limit = Number(area.dataset.maxlength);
  const count = document.createElement("p");
  count.className = "letters";
  const show = () => {
    const used = [...area.value].length;
    count.textContent = `${used} / ${limit}`;
    count.classList.toggle("letters--over", used > limit);
  };
  area.after(count);
  area.addEventListener("input", show);
  show();
};

// Points that have to add up say how far they have come.
const addUp = (group) => {
  const whole = Number(group.dataset.addsUpTo);
  const inputs = [...group.querySelectorAll("[inputmode=numeric]")];
  const sum = document.createElement("p");
  sum.className = "letters";
  const show = () => {
    const total = inputs.reduce((done, input) => done + (Number.parseInt(input.value, 10) || 0), 0);
    sum.textContent = total ? `${total} / ${whole}` : "";
    sum.classList.toggle("letters--over", total > whole);
  };
  group.append(sum);
  group.addEventListener("input", show);
  show();
};

// Filters stand open where there is room beside the list.
const openWhenWide = (details) => {
  if (window.matchMedia("(min-width: 60em)").matches) details.open = true;
};

// Single keys in a queue: J and K move, A and R follow the links of the case to a step preselected, X ticks it, ? tells.
// Only while the focus is in the list, and only as long as nobody has switched them off (WCAG 2.1.4).
const KEYS_OFF = "queue-keys-off";
const keysAreOn = () => localStorage.getItem(KEYS_OFF) === null;
const press = (list, key) => {
  const links = [...list.querySelectorAll(".queue__title a")];
  const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
  const step = { j: 1, k: -1 }[key];
  if (step) links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
  else if (key === "?") document.querySelector("#keys-help")?.showModal();
  else links[here]?.closest("li").querySelector(key === "x" ? "[name=pairing]" : `[data-key="${key}"]`)?.click();
};
const listenForKeys = (list) => {
  list.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select, [type=text], [type=search]")) return;
    if (!["j", "k", "a", "r", "x", "?"].includes(key) || !keysAreOn()) return;
    event.preventDefault();
    press(list, key);
  });
};
const showKeys = (bar) => {
  const list = document.querySelector("[data-keys]");
  bar.hidden = false;
  bar.querySelectorAll("[data-press]").forEach((button) => button.addEventListener("click", () => press(list, button.dataset.press)));
  const turn = bar.querySelector("[data-keys-switch]");
  turn.checked = keysAreOn();
  turn.addEventListener("change", () => (turn.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1")));
};

// The page of matches tells which of them it has shown, once per view.
const tellSeen = (list) => {
  const { seen, kind, candidates, token } = list.dataset;
  const body = new URLSearchParams({ csrf_token: token, kind, candidates });
  fetch(seen, { method: "POST", body, keepalive: true }).catch(() => {});
};

// A public notice tells that it was opened, once per visit.
const tellRead = (page) => {
  const { read, token } = page.dataset;
  fetch(read, { method: "POST", body: new URLSearchParams({ csrf_token: token }), keepalive: true }).catch(() => {});
};

// A second click on a button that sends something is not sent again.
const sendOnce = (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 3000);
};

const wake = (root) => {
  const each = (selector, act) =>
    root.querySelectorAll(selector).forEach((element) => {
      if (element.dataset.awake) return;
      element.dataset.awake = "1";
      act(element);
    });
  each("textarea[data-maxlength]", countLetters);
  each("[data-adds-up-to]", addUp);
  each("details[data-open-when-wide]", openWhenWide);
  each("[data-keys]", listenForKeys);
  each("[data-keys-bar]", showKeys);
  each("[data-seen]", tellSeen);
  each("[data-read]", tellRead);
  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
};

document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:after:swap", () => {
  wake(document);
  focusSummary(document);
});
document.addEventListener("click", (event) => {
  document.querySelectorAll(".top__person[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
// Older browsers know autofocus on form controls only.
window.addEventListener("load", () => {
  if (document.activeElement === document.body) focusSummary(document);
});
wake(document);
