// The present minute, so that 'two minutes ago' does not stand still on the screen.

let now = $state.raw(new Date());
setInterval(() => (now = new Date()), 30_000);

export const clock = {
  get now(): Date {
    return now;
  },
};
