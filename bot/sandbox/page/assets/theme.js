// Runs before anything is drawn, so that a chosen theme does not flash. Without a choice the system decides.
"use strict";
{
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
}
