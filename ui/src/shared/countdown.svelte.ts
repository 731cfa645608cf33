// Seconds that run down to zero, for a wait that the core asked for.
import { onDestroy } from "svelte";

export class Countdown {
  /** Seconds still to wait; zero when there is nothing to wait for. */
  left = $state(0);
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    onDestroy(() => clearInterval(this.#timer));
  }

  start(seconds: number): void {
    clearInterval(this.#timer);
    this.#until = Date.now() + seconds * 1000;
    this.left = seconds;
    this.#timer = setInterval(() => this.#tick(), 250);
  }

  #tick(): void {
    this.left = Math.max(0, Math.ceil((this.#until - Date.now()) / 1000));
    if (this.left === 0) clearInterval(this.#timer);
  }
}
