import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ChartQuestion } from "../../bindings";
import { answer, asked, changed, failure, forget, settled } from "../fake_host";
import { theme } from "../theme.svelte";
import ChartPicture from "./ChartPicture.svelte";

vi.mock("../host", () => import("../fake_host"));

/** Lets a test say how wide the chart's box is. */
let width = 0;
let measured: Array<() => void> = [];
class Observer {
  constructor(tell: () => void) {
    measured.push(tell);
  }
  observe(): void {
    for (const tell of measured) tell();
  }
  disconnect(): void {
    measured = [];
  }
}

async function resize(pixels: number): Promise<void> {
  width = pixels;
  for (const tell of measured) tell();
  await new Promise((done) => requestAnimationFrame(done));
  await settled();
  await tick();
}

beforeEach(() => {
  forget();
  measured = [];
  vi.stubGlobal("ResizeObserver", Observer);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(() => width);
  theme.adopt("dusk");
  answer("chart", (question: ChartQuestion) => ({ title: "Leads by staff", svg: `<svg data-width="${question.width}"></svg>`, total: 3, headings: ["Staff", "Leads"], rows: [["Dana", "2"], ["Luis", "1"]] }));
});
afterEach(cleanup);

const questions = (): ChartQuestion[] => asked.map((each) => each.input as ChartQuestion);

it("asks for the picture at the size of its box and in the theme, again when either changes", async () => {
  render(ChartPicture, { name: "leads_by_staff", heading: "Leads by staff", height: 200 });
  expect(asked).toHaveLength(0);
  await resize(640);
  expect(questions()).toEqual([{ name: "leads_by_staff", theme: "dusk", width: 640, height: 200 }]);
  expect(screen.getByTestId("chart-leads-by-staff-picture").querySelector("svg")).toBeTruthy();
  await resize(500);
  theme.adopt("day");
  await tick();
  await settled();
  expect(questions().slice(1)).toEqual([
    { name: "leads_by_staff", theme: "dusk", width: 500, height: 200 },
    { name: "leads_by_staff", theme: "day", width: 500, height: 200 },
  ]);
});

it("shows its numbers as a table", async () => {
  render(ChartPicture, { name: "leads_by_staff", heading: "Leads by staff" });
  await resize(640);
  await fireEvent.click(screen.getByRole("button", { name: "Show as table" }));
  const cells = [...screen.getByTestId("chart-leads-by-staff-table").querySelectorAll("td")].map((cell) => cell.textContent);
  expect(cells).toEqual(["Dana", "2", "Luis", "1"]);
});

it("follows the office, and keeps the picture when that fails", async () => {
  render(ChartPicture, { name: "leads_by_staff", heading: "Leads by staff" });
  await resize(640);
  answer("chart", () => Promise.reject(failure("busy", "The office is busy. Try again.")));
  changed("leads");
  await settled();
  await tick();
  expect(screen.getByTestId("chart-leads-by-staff-picture")).toBeTruthy();
});
