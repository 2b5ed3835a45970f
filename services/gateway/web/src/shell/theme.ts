// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

export type Theme = "light" | "dark";

/** The theme, the system's until the user has chosen, and what turns it. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") {
      return chosen;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  });
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  const turn = () => {
    const next = theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", next);
    setTheme(next);
  };
  return [theme, turn];
}
