import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { undoTyping } from "./typing";

const command = vi.fn<(name: string) => boolean>(() => true);
const had = Object.getOwnPropertyDescriptor(document, "execCommand");

/** Presses a key where the element is; true when the engine was kept from a key of its own. */
function press(at: HTMLElement, key: string, more: KeyboardEventInit = {}): boolean {
  document.body.append(at);
  const event = new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true, cancelable: true, ...more });
  at.dispatchEvent(event);
  return event.defaultPrevented;
}
function field(type: string): HTMLInputElement {
  return Object.assign(document.createElement("input"), { type });
}

beforeEach(() => {
  Object.defineProperty(document, "execCommand", { value: command, configurable: true });
  addEventListener("keydown", undoTyping);
});
afterEach(() => {
  removeEventListener("keydown", undoTyping);
  if (had) Object.defineProperty(document, "execCommand", had);
  else Reflect.deleteProperty(document, "execCommand");
  document.body.replaceChildren();
  command.mockClear();
});

describe("Ctrl+Z in a text field", () => {
  it("takes back what was typed, and types it again", () => {
    const text = document.createElement("textarea");
    expect([press(text, "z"), press(text, "Z", { shiftKey: true }), press(field("text"), "y"), press(field("password"), "z", { ctrlKey: false, metaKey: true })]).toEqual([true, true, true, true]);
    expect(command.mock.calls.map(([name]) => name)).toEqual(["undo", "redo", "redo", "undo"]);
  });

  it("leaves every other key and every other control alone", () => {
    const fixed = Object.assign(field("text"), { readOnly: true });
    const kept = [press(field("text"), "a"), press(field("text"), "z", { altKey: true }), press(field("text"), "z", { ctrlKey: false }), press(field("text"), "Y", { shiftKey: true }), press(field("checkbox"), "z"), press(document.createElement("select"), "z"), press(document.createElement("button"), "z"), press(fixed, "z")];
    expect(kept).toEqual(kept.map(() => false));
    expect(command).not.toHaveBeenCalled();
  });
});
