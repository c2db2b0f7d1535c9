"use strict";

// A convenience, which the page does without: a click or Enter enlarges an image, arrow keys go on
// to its neighbours, Escape or a click closes.
(() => {
  const images = Array.from(document.querySelectorAll(".images img, .picture"));
  if (images.length === 0) {
    return;
  }
  const dialog = document.createElement("dialog");
  const enlarged = document.createElement("img");
  const caption = document.createElement("p");
  let current = 0;

  // A picture that is shown more than once is a drawing that refers to where it is embedded.
  const sourceOf = (image) => {
    const use = image.querySelector("use");
    return use === null
      ? image.src
      : document.querySelector(use.getAttribute("href")).getAttribute("href");
  };

  const nameOf = (image) => image.getAttribute("alt") || image.getAttribute("aria-label");

  const choose = (index) => {
    images[current].setAttribute("tabindex", "-1");
    current = (index + images.length) % images.length;
    images[current].setAttribute("tabindex", "0");
    enlarged.src = sourceOf(images[current]);
    enlarged.alt = nameOf(images[current]);
    caption.textContent = enlarged.alt;
    dialog.classList.toggle("pixelated", images[current].closest(".pixelated") !== null);
  };

  const step = (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (!(event.key in steps)) {
      return;
    }
    event.preventDefault();
    choose(current + steps[event.key]);
    if (!dialog.open) {
      images[current].focus();
    }
  };

  const open = (index) => {
    choose(index);
    dialog.showModal();
  };

  images.forEach((image, index) => {
    image.setAttribute("tabindex", index === 0 ? "0" : "-1");
    image.setAttribute("role", "button");
    image.style.cursor = "zoom-in";
    image.addEventListener("click", () => open(index));
    image.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open(index);
      } else {
        step(event);
      }
    });
  });
  dialog.setAttribute("aria-label", "Enlarged image");
  dialog.append(enlarged, caption);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", step);
  dialog.addEventListener("close", () => images[current].focus());
  document.body.append(dialog);
})();

// Another convenience: a button that copies a row, where the browser lets a page do that.
(() => {
  if (navigator.clipboard === undefined) {
    return;
  }
  document.querySelectorAll(".copied").forEach((row) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy the ${row.dataset.title} row`);
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(row.querySelector("pre").textContent).then(
        () => { button.textContent = "Copied"; },
        () => { button.textContent = "The browser did not allow it"; }
      );
    });
    row.querySelector("h3").append(" ", button);
  });
})();
