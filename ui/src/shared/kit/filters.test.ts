import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import ActiveFilters, { type Mark } from "./ActiveFilters.svelte";
import Chip from "./Chip.svelte";
import DayChip from "./DayChip.svelte";

afterEach(cleanup);

describe("a day among filters", () => {
  const field = (): HTMLInputElement => screen.getByTestId("from");

  it("holds once it is entered or left, and not while it is typed", async () => {
    const onChange = vi.fn();
    render(DayChip, { label: "From", value: "", onChange, testid: "from" });
    await fireEvent.input(field(), { target: { value: " 10/3/2026 " } });
    expect(onChange).not.toHaveBeenCalled();
    await fireEvent.keyDown(field(), { key: "Enter" });
    expect(onChange.mock.calls).toEqual([["10/3/2026"]]);
    await fireEvent.change(field(), { target: { value: "" } });
    expect(onChange).toHaveBeenCalledOnce();
  });

  it("goes back to what holds with Escape, and says what is wrong with it", async () => {
    const onChange = vi.fn();
    render(DayChip, { label: "From", value: "soon", error: "“soon” is not a date.", onChange, testid: "from" });
    await fireEvent.input(field(), { target: { value: "sooner" } });
    await fireEvent.keyDown(field(), { key: "Escape" });
    expect([field().value, onChange.mock.calls.length]).toEqual(["soon", 0]);
    expect(document.getElementById(field().getAttribute("aria-describedby") ?? "")?.textContent).toBe("“soon” is not a date.");
    expect(screen.getByLabelText("From")).toBe(field());
  });
});

describe("the filters that hold", () => {
  it("go one by one or all at once, and then the keyboard goes to where the page says", async () => {
    const gone: string[] = [];
    const mark = (key: string): Mark => ({ key, label: key, remove: () => void gone.push(key) });
    const rest = document.createElement("input");
    document.body.append(rest);
    const shown = render(ActiveFilters, { marks: ["a", "b", "c"].map(mark), onClear: () => void gone.push("all"), rest });
    const crosses = (): HTMLElement[] => screen.queryAllByTestId("filter-remove");
    await fireEvent.click(crosses()[2] as HTMLElement);
    await shown.rerender({ marks: ["a", "b"].map(mark) });
    await tick();
    expect(gone).toEqual(["c"]);
    await fireEvent.click(screen.getByTestId("clear-filters"));
    expect([gone.at(-1), document.activeElement]).toEqual(["all", rest]);
    rest.remove();
  });
});

describe("a filter with options under others", () => {
  it("says in its own words what is chosen", () => {
    render(Chip, { label: "What", options: [{ value: "k", label: "Leads" }, { value: "a", label: "Lead added", under: true }], selected: ["k", "a"], said: "Leads", testid: "what" });
    expect(screen.getByTestId("what").textContent?.replace(/\s+/g, " ").trim()).toBe("WhatLeads");
  });
});
