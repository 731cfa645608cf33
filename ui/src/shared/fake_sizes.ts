// For tests: sizes for a page that has none, so that virtual lists have a window and rows to put into it.
import { vi } from "vitest";

const VIEW = { width: 800, height: 600 };
const ROW = { width: 800, height: 40 };

/** Every element has a size from now on: what scrolls is as large as a window, everything else as a row. */
export function giveSizes(): void {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(private readonly tell: ResizeObserverCallback) {}
      observe(target: Element): void {
        const scrolls = (target as HTMLElement).style.overflowY === "auto";
        const entry = { target, contentRect: scrolls ? VIEW : ROW } as Partial<ResizeObserverEntry> as ResizeObserverEntry;
        queueMicrotask(() => this.tell([entry], this as Partial<ResizeObserver> as ResizeObserver));
      }
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  Element.prototype.scrollTo ??= () => undefined;
  vi.spyOn(HTMLElement.prototype, "offsetParent", "get").mockReturnValue(document.body);
}
