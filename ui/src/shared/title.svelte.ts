// The window's own title, which the desktop lists; it names the page and the office, never a lead.
import * as host from "./host";

/** Keeps the window's title as the question answers it. Make it while a component is set up. */
export class WindowTitle {
  constructor(title: () => string) {
    $effect(() => {
      const text = title();
      document.title = text;
      // A desktop without titles is no reason to stop.
      host.windowTitle(text).catch(() => undefined);
    });
  }
}
