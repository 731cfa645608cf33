import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { createRawSnippet, tick } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import Badge from "./Badge.svelte";
import Button from "./Button.svelte";
import Chip from "./Chip.svelte";
import ComboField from "./ComboField.svelte";
import Drawer from "./Drawer.svelte";
import PasswordField from "./PasswordField.svelte";
import ProgressBar from "./ProgressBar.svelte";
import SelectField from "./SelectField.svelte";
import TextField from "./TextField.svelte";

afterEach(cleanup);
const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

describe("fields", () => {
  it("tie label, hint and error to the input", () => {
    render(TextField, { label: "Phone", hint: "With area code", error: "Too short.", testid: "phone" });
    const input = screen.getByLabelText("Phone");
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent);
    expect(described).toEqual(["Too short.", "With area code"]);
    expect(input.getAttribute("aria-invalid")).toBe("true");
  });

  it("show a password only on request", async () => {
    render(PasswordField, { label: "Password", testid: "password", value: "porch" });
    const input = screen.getByTestId("password") as HTMLInputElement;
    expect(input.type).toBe("password");
    await fireEvent.click(screen.getByRole("button", { name: "Show the password" }));
    expect([input.type, input.value]).toEqual(["text", "porch"]);
  });

  it("keep a value that the list does not have", () => {
    render(SelectField, { label: "Status", choices: [{ value: "a", label: "A" }], value: "old", none: "Not set" });
    expect([...(screen.getByLabelText("Status") as HTMLSelectElement).options].map((option) => option.value)).toEqual(["", "old", "a"]);
  });

  it("offer what an open list knows and take what is new", async () => {
    render(ComboField, { label: "Source", choices: ["Hospital discharge", "Word of mouth", "Website form"], testid: "source" });
    const input = screen.getByRole("combobox") as HTMLInputElement;
    await fireEvent.input(input, { target: { value: "wo" } });
    await tick();
    expect(screen.getAllByRole("option").map((option) => option.textContent?.trim())).toEqual(["Word of mouth"]);
    await fireEvent.keyDown(input, { key: "ArrowDown" });
    await fireEvent.keyDown(input, { key: "Enter" });
    expect(input.value).toBe("Word of mouth");
    await fireEvent.input(input, { target: { value: "A neighbour" } });
    expect([input.value, screen.queryAllByRole("option").length]).toEqual(["A neighbour", 0]);
  });
});

describe("buttons and marks", () => {
  it("a busy button cannot be pressed again", async () => {
    const onclick = vi.fn();
    render(Button, { busy: true, onclick, children: words("Save") });
    const button = screen.getByRole("button", { name: "Save" }) as HTMLButtonElement;
    expect([button.disabled, button.getAttribute("aria-busy")]).toEqual([true, "true"]);
  });

  it("a badge carries the hue of its stage and its full name", () => {
    render(Badge, { label: "Assessment scheduled", hue: "#FFA500" });
    const badge = screen.getByTitle("Assessment scheduled");
    expect(badge.style.getPropertyValue("--hue")).toBe("#FFA500");
  });

  it("progress without a total claims no share", async () => {
    const shown = render(ProgressBar, { label: "Import", done: 5, total: null });
    expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBeNull();
    await shown.rerender({ label: "Import", done: 50, total: 200 });
    expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("25");
  });
});

describe("a filter", () => {
  it("says what is chosen", async () => {
    const options = [{ value: "a", label: "Contacted" }, { value: "b", label: "No answer" }];
    const shown = render(Chip, { label: "Status", options, selected: ["a"], testid: "filter" });
    expect(screen.getByTestId("filter").textContent).toBe("StatusContacted");
    await shown.rerender({ label: "Status", options, selected: ["a", "b"], testid: "filter" });
    expect(screen.getByTestId("filter").textContent).toBe("Status2 selected");
    await shown.rerender({ label: "Status", options, selected: [], testid: "filter" });
    expect(screen.getByTestId("filter").textContent).toBe("Status");
  });

  it("checks and unchecks", async () => {
    const onChange = vi.fn();
    render(Chip, { label: "Status", options: [{ value: "a", label: "Contacted" }, { value: "b", label: "No answer" }], selected: [], onChange, testid: "filter" });
    await fireEvent.click(screen.getByTestId("filter"));
    await fireEvent.click(await screen.findByRole("checkbox", { name: "No answer" }));
    await fireEvent.click(screen.getByRole("checkbox", { name: "Contacted" }));
    await fireEvent.click(screen.getByRole("checkbox", { name: "No answer" }));
    expect(onChange.mock.calls.map(([selected]) => selected)).toEqual([["b"], ["b", "a"], ["a"]]);
  });
});

describe("the drawer", () => {
  it("takes the keyboard in, closes on Escape, and gives the keyboard back", async () => {
    const before = document.createElement("button");
    document.body.append(before);
    before.focus();
    const onClose = vi.fn();
    const shown = render(Drawer, { label: "Ruth Abel", onClose, children: words("inside") });
    await tick();
    expect(document.activeElement).toBe(screen.getByTestId("drawer"));
    await fireEvent.keyDown(screen.getByTestId("drawer"), { key: "Escape" });
    expect(onClose).toHaveBeenCalledOnce();
    shown.unmount();
    await tick();
    expect(document.activeElement).toBe(before);
    before.remove();
  });

  it("leaves Escape to the search field", async () => {
    const search = document.createElement("input");
    document.body.append(search);
    const onClose = vi.fn();
    render(Drawer, { label: "Ruth Abel", onClose, children: words("inside") });
    await fireEvent.keyDown(search, { key: "Escape" });
    expect(onClose).not.toHaveBeenCalled();
    search.remove();
  });
});
