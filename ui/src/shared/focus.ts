// Moving the keyboard's place: the small attachments and questions that forms, drawers and shortcuts share.

/** `{@attach focusHere}`: the field has the keyboard as soon as it is on the screen. */
export function focusHere(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}

/** `{@attach focusInSight}`: the same, for a field that may stand below what is shown of the page. */
export function focusInSight(element: HTMLElement): void {
  focusHere(element);
  element.scrollIntoView({ block: "center" });
}

/** Whether typing would go into this element, so that a letter or Ctrl+Z belongs to it. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  const noText = ["checkbox", "radio", "button", "submit", "reset", "range", "file", "color"];
  return target instanceof HTMLInputElement && !noText.includes(target.type);
}

/** Whether the element takes back its own typing, so that Ctrl+Z belongs to it; a list to choose from does not. */
export function undoesTyping(target: EventTarget | null): boolean {
  if (!isTextField(target) || target instanceof HTMLSelectElement) return false;
  return !((target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && (target.readOnly || target.disabled));
}

/** The first thing inside that the keyboard can reach. */
export function firstFocusable(inside: HTMLElement): HTMLElement | null {
  return inside.querySelector<HTMLElement>("[data-autofocus], input:not([disabled]), select:not([disabled]), textarea:not([disabled]), button:not([disabled]), a[href], [tabindex='0']");
}
