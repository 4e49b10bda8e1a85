// What stands above, in one list: the last section, as it lists what the others defined.
section("definitions", (place) => {
  const open = (title) => () => { document.getElementById(`definition-${title}`).open = true; };
  place.append(el("dl", {}, defined.map((title) => [
    el("dt", {}, el("a", {href: `#definition-${title}`, onclick: open(title)}, t(`title.${title}`))),
    el("dd", {}, t(`definition.${title}`)),
  ]).flat()));
});
