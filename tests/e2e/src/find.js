// Finds what a person sees. Arguments: the way ('role', 'text', 'testid' or 'css'), the role, the words.
const [way, role, words] = arguments;

const roles = {
  alert: "[role=alert]", button: "button, [role=button], input[type=submit], input[type=button], summary",
  cell: "td, [role=cell], [role=gridcell]", checkbox: "input[type=checkbox], [role=checkbox], [role=switch]",
  columnheader: "th, [role=columnheader]", combobox: "select, [role=combobox], input[list]",
  dialog: "dialog, [role=dialog], [role=alertdialog]", heading: "h1, h2, h3, h4, h5, h6, [role=heading]",
  img: "img, svg[role=img], [role=img]", link: "a[href], [role=link]", listitem: "li, [role=listitem]",
  menuitem: "[role=menuitem], [role=menuitemradio], [role=menuitemcheckbox]", navigation: "nav, [role=navigation]",
  option: "option, [role=option]", progressbar: "progress, [role=progressbar]",
  radio: "input[type=radio], [role=radio]", row: "tr, [role=row]", searchbox: "input[type=search], [role=searchbox]",
  status: "[role=status], output", tab: "[role=tab]", table: "table, [role=table], [role=grid]",
  textbox: "input:not([type]), input[type=text], input[type=email], input[type=password], input[type=tel], " +
    "input[type=url], input[type=number], input[type=date], input[type=search], textarea, [role=textbox], [contenteditable=true]",
};
roles.field = [roles.textbox, roles.combobox, roles.checkbox, roles.radio, roles.searchbox, "input"].join(", ");

const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const visible = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert], [aria-hidden=true]");

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby");
  if (by) return plain(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
  const own = element.getAttribute("aria-label") ?? element.getAttribute("alt");
  if (own) return plain(own);
  if (element.labels?.length) return plain([...element.labels].map(labelText).join(" "));
  const text = plain(element.matches("input, select, textarea") ? element.value : element.innerText ?? element.textContent);
  return text || plain(element.getAttribute("title") ?? element.getAttribute("placeholder"));
}

// A label that wraps its field names it by the words around the field.
function labelText(label) {
  const copy = label.cloneNode(true);
  for (const field of copy.querySelectorAll("input, select, textarea")) field.remove();
  return copy.textContent;
}

// A modal dialog comes first: what lies behind it cannot be used.
const modal = (element) => Number(element.closest("dialog:modal, [aria-modal=true]") !== null);
const inOrder = (list) => list.map((element, place) => ({ element, place }))
  .sort((a, b) => modal(b.element) - modal(a.element) || a.place - b.place).map(({ element }) => element);

function candidates() {
  if (way === "css") return [...document.querySelectorAll(words)].filter(visible);
  if (way === "testid") return [...document.querySelectorAll(`[data-testid="${CSS.escape(words)}"]`)].filter(visible);
  if (way === "role") {
    const all = [...document.querySelectorAll(roles[role] ?? `[role="${CSS.escape(role)}"]`)].filter(visible);
    const exact = all.filter((element) => nameOf(element) === words);
    return exact.length || words === "" ? (words === "" ? all : exact) : all.filter((element) => nameOf(element).includes(words));
  }
  const holding = [...document.body.querySelectorAll("*")].filter((element) =>
    !element.matches("script, style, template, option") && plain(element.innerText ?? element.textContent).includes(words) && visible(element));
  return holding.filter((element) => !holding.some((inner) => inner !== element && element.contains(inner)));
}

return inOrder(candidates());
